/// A batch of the lines that a ``LogQuery`` selects.
package struct LogBatch: Hashable, Sendable, Codable {
    package struct Progress: Hashable, Sendable, Codable {
        package var scannedBytes: Int
        package var totalBytes: Int

        package init(scannedBytes: Int, totalBytes: Int) {
            self.scannedBytes = scannedBytes
            self.totalBytes = totalBytes
        }
    }

    /// The lines, oldest first. Empty if the batch only reports progress.
    package var lines: [LogLine]
    /// Lines dropped before this batch because the reader was too far behind.
    package var skipped: Int
    /// nil if no search is in progress.
    package var progress: Progress?

    package init(_ lines: [LogLine], skipped: Int = 0, progress: Progress? = nil) {
        self.lines = lines
        self.skipped = skipped
        self.progress = progress
    }
}
