/// A record that was asked for, or that stands beside one.
public struct SelectedRecord: Sendable, Hashable {
    /// The record, and whose it is.
    public var merged: MergedRecord
    /// Whether it is only here because one that meets the filter is near.
    public var isContext: Bool

    /// A record that meets the filter, unless said otherwise.
    public init(_ merged: MergedRecord, isContext: Bool = false) {
        self.merged = merged
        self.isContext = isContext
    }
}

extension LogSelection {
    /// What a selection yields.
    public struct Batch: Sendable, Hashable {
        /// In order; may be empty, when there is only progress to tell.
        public var records: [SelectedRecord]
        /// How many records were passed over just before these, because the reader had fallen too far behind.
        public var skipped: Int
        /// Bytes of logs that have been searched so far.
        public var scannedBytes: Int
        /// Bytes of what was there at the beginning and has to be searched; 0 where nothing has to be searched for. A
        /// selection that has enough may end earlier.
        public var totalBytes: Int

        /// A batch.
        public init(records: [SelectedRecord] = [], skipped: Int = 0, scannedBytes: Int = 0, totalBytes: Int = 0) {
            self.records = records
            self.skipped = skipped
            self.scannedBytes = scannedBytes
            self.totalBytes = totalBytes
        }
    }
}
