/// Some of the lines that a ``LogQuery`` asks for.
public struct LogBatch: Hashable, Sendable, Codable {
    /// How far a search through the logs is.
    public struct Progress: Hashable, Sendable, Codable {
        /// Bytes that were looked at.
        public var scannedBytes: Int
        /// Bytes there are to look at.
        public var totalBytes: Int

        /// How far it is.
        public init(scannedBytes: Int, totalBytes: Int) {
            self.scannedBytes = scannedBytes
            self.totalBytes = totalBytes
        }
    }

    /// The lines, oldest first. May be empty, where only the progress is told.
    public var lines: [LogLine]
    /// Lines that come before these and are left out, because the reader was too far behind.
    public var skipped: Int
    /// nil where nothing is searched.
    public var progress: Progress?

    /// Lines, after none that were left out.
    public init(_ lines: [LogLine], skipped: Int = 0, progress: Progress? = nil) {
        self.lines = lines
        self.skipped = skipped
        self.progress = progress
    }
}
