/// Finds the newest hits of several logs, searching from their ends until there are enough.
struct BackwardSearch {
    private struct Source {
        var cursor: ChunkCursor
        var outstanding = 0
        /// Newest first; the first `taken` have already been added to the results.
        var found: [Hit] = []
        var taken = 0
        /// An upper bound for the times of records that have not been searched yet.
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

    /// The result of the search.
    enum Outcome {
        /// The hits, oldest first, each with the index of its log.
        case hits([(source: Int, hit: Hit)])
        /// There are too many hits to keep: the first record in each log that may be one.
        case starts([UInt64])
    }

    private var sources: [Source]
    private var rounds: ScanRounds
    private let wanted: Int
    private var hits: [(source: Int, hit: Hit)] = []
    private var weight = 0
    /// The number of the oldest hit in each log; the end of the range if there is none.
    private var starts: [UInt64]
    private var count = 0
    private var isOverflowing = false
    /// The memory limit for hits. Beyond it, the hits are discarded and searched again in display order.
    private let weightLimit: Int

    init(
        _ wave: ScanWave,
        _ views: [LogView],
        ranges: [Range<UInt64>],
        wanted: Int,
        includesRecords: Bool,
        weightLimit: Int = 8 << 20
    ) {
        rounds = ScanRounds(wave, includesRecords: includesRecords)
        self.wanted = wanted
        self.weightLimit = weightLimit
        starts = ranges.map(\.upperBound)
        sources = wave.logs.indices.map {
            Source(cursor: ChunkCursor(source: $0, log: wave.logs[$0], view: views[$0], range: ranges[$0]))
        }
    }

    /// The number of bytes searched so far.
    var scannedBytes: Int { rounds.scannedBytes }

    /// The approximate number of bytes left to search.
    var remainingBytes: Int { sources.reduce(0) { $0 + $1.cursor.remainingBytes } }

    /// The result; nil until the search has finished.
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

    /// Adds the newest hits to the results, as long as no newer one can follow.
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
        starts[source] = hit.firstNumber
        guard !isOverflowing else { return }
        hits.append((source, hit))
        weight += hit.weight
        if weight > weightLimit {
            isOverflowing = true
            rounds.omitRecords()
            hits = []
        }
    }
}
