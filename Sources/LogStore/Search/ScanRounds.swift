/// Scans chunks in waves: searches as many queued chunks as the pace allows, and keeps the rest for the next wave.
struct ScanRounds {
    private var wave: ScanWave
    private var pace: WavePace
    private var cut: [ScanChunk] = []
    /// The number of bytes searched so far.
    private(set) var scannedBytes = 0

    /// - Parameter includesRecords: whether hits include their records or only their positions.
    init(_ wave: ScanWave, includesRecords: Bool) {
        self.wave = wave
        self.wave.includesRecords = includesRecords
        pace = WavePace(wave.criteria)
    }

    /// The desired size of a chunk.
    var chunkBytes: Int { wave.criteria.chunkBytes }

    /// Whether enough chunks are queued for the next wave.
    var isFull: Bool { cut.count >= pace.size }

    /// Makes further hits record only their positions.
    mutating func omitRecords() { wave.includesRecords = false }

    mutating func add(_ chunk: ScanChunk) { cut.append(chunk) }

    /// Searches the next wave. Returns the searched chunks in the order in which they were added.
    mutating func scan() async throws(LogStoreError) -> [(chunk: ScanChunk, hits: [Hit])] {
        let started = ContinuousClock.now
        let results = try await wave.scan(cut)
        let scanned = zip(cut, results).map { (chunk: $0, hits: $1) }
        for (chunk, _) in scanned { scannedBytes += chunk.byteCount }
        pace.adapt(chunks: cut.count, scanned: results.count, in: ContinuousClock.now - started)
        cut.removeFirst(results.count)
        return scanned
    }
}
