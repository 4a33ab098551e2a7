extension LogSelection {
    /// The size limits of a batch.
    package struct BatchLimits: Sendable, Hashable {
        /// The maximum number of records, at least 1.
        package var records: Int
        /// The size in bytes after which a batch is complete. A batch has at least one record, regardless of its size.
        package var bytes: Int

        package init(records: Int = 1_000, bytes: Int = 256 << 10) {
            self.records = records
            self.bytes = bytes
        }
    }
}
