/// Some of the lines that a ``LogQuery`` asks for.
package struct LogBatch: Hashable, Sendable, Codable {
    /// How far a search through the logs is.
    package struct Progress: Hashable, Sendable, Codable {
        /// Bytes that were looked at.
        package var scannedBytes: Int
        /// Bytes there are to look at.
        package var totalBytes: Int

        /// How far it is.
        package init(scannedBytes: Int, totalBytes: Int) {
            self.scannedBytes = scannedBytes
            self.totalBytes = totalBytes
        }
    }

    /// The lines, oldest first. May be empty, where only the progress is told.
    package var lines: [LogLine]
    /// Lines that come before these and are left out, because the reader was too far behind.
    package var skipped: Int
    /// nil where nothing is searched.
    package var progress: Progress?

    /// Lines, after none that were left out.
    package init(_ lines: [LogLine], skipped: Int = 0, progress: Progress? = nil) {
        self.lines = lines
        self.skipped = skipped
        self.progress = progress
    }
}
