/// The number of chunks in a wave: few at first, so that the first hit is emitted quickly, then more, so that the cost of
/// starting tasks is negligible. A wave remains short enough for the reader not to notice.
struct WavePace {
    private(set) var size = ScanWave.lanes
    private let limit: Int

    init(_ criteria: LineCriteria) { limit = max(ScanWave.lanes, (16 << 20) / criteria.chunkBytes) }

    /// Adapts the size to how many chunks of a wave were searched and how long that took.
    mutating func adapt(chunks: Int, scanned: Int, in duration: Duration) {
        if duration > .milliseconds(20) || scanned < chunks {
            size = max(ScanWave.lanes, min(size / 2, scanned))
        } else if duration < .milliseconds(10) {
            size = min(2 * size, limit)
        }
    }
}
