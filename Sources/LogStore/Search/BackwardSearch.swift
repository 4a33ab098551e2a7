/// Finds the newest hits of several logs, from their ends, and stops when it has enough.
struct BackwardSearch {
    private struct Source {
        var cursor: ChunkCursor
        var outstanding = 0
        /// From the newest on; those before `taken` are among the hits already.
        var found: [Hit] = []
        var taken = 0
        /// No record that was not searched yet is newer than this.
        var greatestTimeNs: Int64 = .max

        var isSearched: Bool { cursor.rest.isEmpty && outstanding == 0 }
        var first: Hit? { taken < found.count ? found[taken] : nil }

        mutating func add(_ hits: [Hit], of chunk: ScanChunk) {
            outstanding -= 1
            greatestTimeNs = chunk.firstTimeNs
            if taken == found.count {
                found = hits.reversed()
                taken = 0
            } else {
                found += hits.reversed()
            }
        }
    }

    /// What was found.
    enum Outcome {
        /// The hits, the oldest first, each with the place of its service.
        case hits([(source: Int, hit: Hit)])
        /// There are so many that only this is kept of them: for each log the first record that may be one.
        case starts([UInt64])
    }

    private var sources: [Source]
    private var rounds: ScanRounds
    private let wanted: Int
    private var hits: [(source: Int, hit: Hit)] = []
    private var weight = 0
    /// For each log the oldest hit's number; the end of what is searched where there is none.
    private var starts: [UInt64]
    private var count = 0
    private var isOverflowing = false
    /// Memory for hits. Where it does not do, they are looked for once more, in the order in which they are shown.
    private let weightLimit: Int

    init(
        _ wave: ScanWave,
        _ views: [LogView],
        ranges: [Range<UInt64>],
        wanted: Int,
        takesRecords: Bool,
        weightLimit: Int = 8 << 20
    ) {
        rounds = ScanRounds(wave, takesRecords: takesRecords)
        self.wanted = wanted
        self.weightLimit = weightLimit
        starts = ranges.map(\.upperBound)
        sources = wave.logs.indices.map {
            Source(cursor: ChunkCursor(source: $0, log: wave.logs[$0], view: views[$0], range: ranges[$0]))
        }
    }

    /// Bytes that were searched so far.
    var scannedBytes: Int { rounds.scannedBytes }

    /// About how many bytes are left to search.
    var remainingBytes: Int { sources.reduce(0) { $0 + $1.cursor.remainingBytes } }

    /// What was found; nil while that is not known yet.
    var outcome: Outcome? {
        guard count >= wanted || sources.allSatisfy({ $0.isSearched && $0.first == nil }) else { return nil }
        return isOverflowing ? .starts(starts) : .hits(hits.reversed())
    }

    /// Searches the next chunks.
    mutating func search() async throws(LogStoreError) {
        while !rounds.isFull, let index = furthestBehind {
            guard let chunk = try sources[index].cursor.cutLast(bytes: rounds.chunkBytes) else { continue }
            sources[index].outstanding += 1
            rounds.add(chunk)
        }
        for index in sources.indices { sources[index].cursor.release() }
        for (chunk, hits) in try await rounds.scan() { sources[chunk.source].add(hits, of: chunk) }
        take()
    }

    private var furthestBehind: Int? {
        sources.indices.filter { !sources[$0].cursor.rest.isEmpty }
            .max { sources[$0].cursor.greatestTimeNs < sources[$1].cursor.greatestTimeNs }
    }

    /// Takes the newest hits, as far as it is certain that none is newer.
    private mutating func take() {
        while count < wanted {
            var best: (timeNs: Int64, index: Int)?
            var held: (timeNs: Int64, index: Int)?
            for index in sources.indices {
                if let hit = sources[index].first {
                    if hit.timeNs >= best?.timeNs ?? .min { best = (hit.timeNs, index) }
                } else if !sources[index].isSearched, sources[index].greatestTimeNs >= held?.timeNs ?? .min {
                    held = (sources[index].greatestTimeNs, index)
                }
            }
            guard let best, held.map({ $0 < best }) ?? true else { return }
            keep(sources[best.index].found[sources[best.index].taken], of: best.index)
            sources[best.index].taken += 1
        }
    }

    private mutating func keep(_ hit: Hit, of source: Int) {
        count += 1
        starts[source] = hit.number
        guard !isOverflowing else { return }
        hits.append((source, hit))
        weight += hit.weight
        if weight > weightLimit {
            isOverflowing = true
            rounds.leaveRecordsOut()
            hits = []
        }
    }
}
