/// A record that matches the filter, or a context record near one.
package struct SelectedRecord: Sendable, Hashable {
    package var merged: MergedRecord
    /// Whether the record is only context and does not match the filter.
    package var isContext: Bool

    package init(_ merged: MergedRecord, isContext: Bool = false) {
        self.merged = merged
        self.isContext = isContext
    }
}

extension LogSelection {
    /// An element of a selection.
    package struct Batch: Sendable, Hashable {
        /// The records in order; empty for a batch that only reports progress.
        package var records: [SelectedRecord]
        /// The number of records skipped just before these because the reader had fallen too far behind.
        package var skipped: Int
        /// The number of bytes searched so far.
        package var scannedBytes: Int
        /// The number of existing bytes to search; 0 if no search is needed. A selection with enough hits may end earlier.
        package var totalBytes: Int

        package init(records: [SelectedRecord] = [], skipped: Int = 0, scannedBytes: Int = 0, totalBytes: Int = 0) {
            self.records = records
            self.skipped = skipped
            self.scannedBytes = scannedBytes
            self.totalBytes = totalBytes
        }
    }
}
