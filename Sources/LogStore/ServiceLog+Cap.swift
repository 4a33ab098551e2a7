import LogAnalysis
import SystemPackage

extension ServiceLog {
    /// A notice in place of the oldest records, if some were dropped to stay within the size limit: a `system` line with their
    /// count, and the number of the last of them. nil if no records were dropped.
    ///
    /// - Throws: `io` if a file cannot be read.
    package func droppedNotice() throws(LogStoreError) -> LogRecord? {
        guard firstLineNumber > 0, let oldest = try read(from: 0, limit: 1, byteLimit: 1).first, oldest.number > 0
        else {
            return nil
        }
        let lines = oldest.number == 1 ? "oldest line was" : "oldest \(oldest.number) lines were"
        // A process that opened the store only for reading may not know the limit under which records were dropped. A log
        // far below the known limit reached another one.
        let limit = bytesOnDisk > bytesAllowed / 2 ? "is limited to \(Self.size(bytesAllowed))" : "reached its limit"
        let text = "the \(lines) dropped: this log \(limit)"
        return LogRecord(number: oldest.number - 1, timeNs: oldest.timeNs, stream: .system, bytes: Array(text.utf8))
    }

    /// A notice for a reader in place of records that were dropped before it read them: a `system` line with their count, and
    /// the number of the last of them. nil if none are missing.
    func skippedNotice(from wanted: UInt64, to found: LogRecord) -> LogRecord? {
        let first = found.firstNumber
        guard first > wanted else { return nil }
        let count = first - wanted
        let lines =
            count == 1
            ? "1 line, which was dropped before it was read"
            : "\(count) lines, which were dropped before they were read"
        let text = "missing here: \(lines); this log is limited to \(Self.size(bytesAllowed))"
        return LogRecord(number: first - 1, timeNs: found.timeNs, stream: .system, bytes: Array(text.utf8))
    }

    /// A size such as `1 GiB` or `512 MiB`, or in bytes if it is not a multiple of a unit.
    private static func size(_ bytes: Int) -> String {
        for (shift, unit) in [(30, "GiB"), (20, "MiB"), (10, "KiB")] where bytes >= 1 << shift {
            if bytes & ((1 << shift) - 1) == 0 { return "\(bytes >> shift) \(unit)" }
        }
        return "\(bytes) bytes"
    }
}
