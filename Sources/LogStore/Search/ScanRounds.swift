/// Scans chunks in waves: takes what is cut, searches as much of it as its pace allows, and keeps the rest for next time.
struct ScanRounds {
    private var wave: ScanWave
    private var pace: WavePace
    private var cut: [ScanChunk] = []
    /// Bytes that were searched so far.
    private(set) var scannedBytes = 0

    /// - Parameter takesRecords: whether hits have their records, or only say where they are.
    init(_ wave: ScanWave, takesRecords: Bool) {
        self.wave = wave
        self.wave.takesRecords = takesRecords
        pace = WavePace(wave.criteria)
    }

    /// How many bytes a chunk should have.
    var chunkBytes: Int { wave.criteria.chunkBytes }

    /// Whether the next wave has all the chunks that it should.
    var isFull: Bool { cut.count >= pace.size }

    /// From now on hits only say where they are.
    mutating func leaveRecordsOut() { wave.takesRecords = false }

    mutating func add(_ chunk: ScanChunk) { cut.append(chunk) }

    /// Searches the next wave. Returns the chunks that were searched, in the order in which they were added.
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
