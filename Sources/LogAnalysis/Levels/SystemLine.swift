/// Determines the level of a line that cpadev itself wrote into a service's log.
package enum SystemLine {
    /// `warn` for an unexpected exit, a forced stop and lost lines, `error` for a failed start and an unhealthy service;
    /// otherwise the level in the line, or `info`.
    package static func level(of line: UnsafeRawBufferPointer) -> LogLevel {
        if line.has("cannot start", at: 0) || line.has("unhealthy: ", at: 0) { return .error }
        if line.has("ended with exit code 0", at: 0), line.count == 22 { return .info }
        if line.has("ended with ", at: 0) || line.has("did not end in time", at: 0) { return .warn }
        if line.has("missing here: ", at: 0) || isLoss(line) { return .warn }
        return LevelDetector.level(of: line) ?? .info
    }

    /// Whether the line says how many lines a full disk cost.
    private static func isLoss(_ line: UnsafeRawBufferPointer) -> Bool {
        guard line.first?.isDigit == true else { return false }
        return String(decoding: line.prefix(128), as: UTF8.self).contains(" lost here: ")
    }
}
