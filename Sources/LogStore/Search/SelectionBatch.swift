/// A record that was asked for, or that stands beside one.
package struct SelectedRecord: Sendable, Hashable {
    /// The record, and whose it is.
    package var merged: MergedRecord
    /// Whether it is only here because one that meets the filter is near.
    package var isContext: Bool

    /// A record that meets the filter, unless said otherwise.
    package init(_ merged: MergedRecord, isContext: Bool = false) {
        self.merged = merged
        self.isContext = isContext
    }
}

extension LogSelection {
    /// What a selection yields.
    package struct Batch: Sendable, Hashable {
        /// In order; may be empty, when there is only progress to tell.
        package var records: [SelectedRecord]
        /// How many records were passed over just before these, because the reader had fallen too far behind.
        package var skipped: Int
        /// Bytes of logs that have been searched so far.
        package var scannedBytes: Int
        /// Bytes of what was there at the beginning and has to be searched; 0 where nothing has to be searched for. A
        /// selection that has enough may end earlier.
        package var totalBytes: Int

        /// A batch.
        package init(records: [SelectedRecord] = [], skipped: Int = 0, scannedBytes: Int = 0, totalBytes: Int = 0) {
            self.records = records
            self.skipped = skipped
            self.scannedBytes = scannedBytes
            self.totalBytes = totalBytes
        }
    }
}
