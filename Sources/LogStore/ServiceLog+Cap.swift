import LogAnalysis
import SystemPackage

extension ServiceLog {
    /// What stands in the place of the oldest records where some were dropped for want of space: a line of the stream
    /// `system` that says how many, with the number of the last of them. nil where every record is still there.
    ///
    /// - Throws: `io`, where a file cannot be read.
    package func capNotice() throws(LogStoreError) -> LogRecord? {
        guard firstLineNumber > 0, let oldest = try read(from: 0, limit: 1, byteLimit: 1).first, oldest.number > 0
        else {
            return nil
        }
        let lines = oldest.number == 1 ? "oldest line was" : "oldest \(oldest.number) lines were"
        // What opened the store only to read does not know the limit under which they were dropped; a log that is far
        // below its own reached another one.
        let limit = bytesOnDisk > bytesAllowed / 2 ? "is limited to \(Self.size(bytesAllowed))" : "reached its limit"
        let text = "the \(lines) dropped: this log \(limit)"
        return LogRecord(number: oldest.number - 1, timeNs: oldest.timeNs, stream: .system, bytes: Array(text.utf8))
    }

    /// What a reader gets instead of records that were dropped before it came to them: a line
    /// of the stream `system` that says how many, with the number of the last of them. nil where none is missing.
    func gapNotice(from wanted: UInt64, to found: LogRecord) -> LogRecord? {
        guard found.number > wanted else { return nil }
        let count = found.number - wanted
        let lines = count == 1 ? "1 line, which was" : "\(count) lines, which were"
        let text =
            "missing here: \(lines) dropped before they were read; this log is limited to \(Self.size(bytesAllowed))"
        return LogRecord(number: found.number - 1, timeNs: found.timeNs, stream: .system, bytes: Array(text.utf8))
    }

    /// `1 GiB`, `512 MiB`; in whole bytes where it is no whole number of a unit.
    private static func size(_ bytes: Int) -> String {
        for (shift, unit) in [(30, "GiB"), (20, "MiB"), (10, "KiB")] where bytes >= 1 << shift {
            if bytes & ((1 << shift) - 1) == 0 { return "\(bytes >> shift) \(unit)" }
        }
        return "\(bytes) bytes"
    }
}
