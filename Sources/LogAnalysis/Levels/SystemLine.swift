/// Reads the level of a line that cpadev itself wrote into a service's log.
package enum SystemLine {
    /// `warn` for an end that was not asked for and for what had to be forced, `error` for a start that failed; otherwise
    /// the level that the line says it has, or `info`.
    package static func level(of line: UnsafeRawBufferPointer) -> LogLevel {
        if line.has("cannot start", at: 0) { return .error }
        if line.has("ended with exit code 0", at: 0), line.count == 22 { return .info }
        if line.has("ended with ", at: 0) || line.has("did not end in time", at: 0) { return .warn }
        if line.has("missing here: ", at: 0) { return .warn }
        return LevelDetector.level(of: line) ?? .info
    }
}
