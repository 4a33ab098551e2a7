extension LogSelection {
    /// How big a batch may get.
    package struct BatchLimits: Sendable, Hashable {
        /// How many records at most; 1 at least.
        package var records: Int
        /// Bytes after which a batch is closed. A batch has one record at least, however long.
        package var bytes: Int

        /// 1,000 records and 256 KiB, unless said otherwise.
        package init(records: Int = 1_000, bytes: Int = 256 << 10) {
            self.records = records
            self.bytes = bytes
        }
    }
}
