/// How many chunks a wave has: few at first, so that the first hit comes at once, then more and more, so that starting
/// tasks does not count; never so many that a wave takes longer than a reader notices.
struct WavePace {
    private(set) var size = ScanWave.lanes
    private let limit: Int

    init(_ criteria: LineCriteria) { limit = max(ScanWave.lanes, (16 << 20) / criteria.chunkBytes) }

    /// Goes by how many of the chunks of a wave were searched, and how long that took.
    mutating func adapt(chunks: Int, scanned: Int, in duration: Duration) {
        if duration > .milliseconds(20) || scanned < chunks {
            size = max(ScanWave.lanes, min(size / 2, scanned))
        } else if duration < .milliseconds(10) {
            size = min(2 * size, limit)
        }
    }
}
