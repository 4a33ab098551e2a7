/// Searches several logs from their beginnings on, merged by time.
///
/// Each service says up to which time it has been searched. What is older than that of all others can be passed on; and it
/// is always the service that is furthest behind that is searched next, so one without hits holds the others up for no
/// longer than it takes to get it to where they are.
struct ForwardSearch {
    private struct Source {
        var cursor: ChunkCursor
        var expander: ContextExpander
        /// Chunks that are cut and not searched yet.
        var outstanding = 0
        /// The end of what there is, after which nothing is to be decided any more.
        var end: UInt64
        /// No record from a number on is older than a time; in order.
        var marks: [(number: UInt64, timeNs: Int64)]

        var isSearched: Bool { cursor.rest.isEmpty && outstanding == 0 }

        /// No record that is not known yet is older than this.
        var leastTimeNs: Int64 { marks.last { $0.number <= expander.earliest }?.timeNs ?? .min }

        mutating func add(_ hits: [Hit], of chunk: ScanChunk) {
            outstanding -= 1
            expander.add(hits, decidedUpTo: chunk.numbers.upperBound)
            let earliest = expander.earliest
            if let last = marks.lastIndex(where: { $0.number <= earliest }) { marks.removeFirst(last) }
            marks.append((chunk.numbers.upperBound, chunk.lastTimeNs))
        }
    }

    private var sources: [Source]
    private var rounds: ScanRounds
    /// - Parameters:
    ///   - views: the logs, without their open files.
    ///   - ranges: what is searched.
    ///   - known: for each log the hits, where it has been searched already; its range is empty then.
    init(
        _ wave: ScanWave,
        _ views: [LogView],
        ranges: [Range<UInt64>],
        context: Int,
        known: [[Hit]]? = nil
    ) {
        rounds = ScanRounds(wave, takesRecords: context == 0)
        sources = wave.logs.indices.map { index in
            let log = wave.logs[index]
            let cursor = ChunkCursor(source: index, log: log, view: views[index], range: ranges[index])
            var expander = ContextExpander(log, context: context, start: ranges[index].lowerBound)
            if let known { expander.add(known[index], decidedUpTo: views[index].end) }
            let first = context == 0 ? cursor.leastTimeNs : .min
            return Source(cursor: cursor, expander: expander, end: views[index].end, marks: [(0, first)])
        }
        finishSources()
    }

    /// Bytes that were searched so far.
    var scannedBytes: Int { rounds.scannedBytes }

    /// About how many bytes are left to search.
    var remainingBytes: Int { sources.reduce(0) { $0 + $1.cursor.remainingBytes } }

    /// Whether there is nothing left to search.
    var isSearched: Bool { sources.allSatisfy(\.isSearched) }

    // MARK: Following

    /// For each log the first record that was not searched.
    var positions: [UInt64] { sources.map(\.cursor.rest.lowerBound) }

    /// Goes on with what came since. Everything before has been searched and taken.
    mutating func extend(to views: [LogView]) {
        for index in sources.indices {
            let wanted = sources[index].cursor.rest.lowerBound
            sources[index].cursor.extend(to: views[index])
            sources[index].expander.tellGap(from: wanted, to: sources[index].cursor.rest.lowerBound)
            sources[index].end = views[index].end
        }
    }

    /// Leaves out what comes before the numbers.
    mutating func skip(to numbers: [UInt64]) {
        for index in sources.indices where numbers[index] > sources[index].cursor.rest.lowerBound {
            sources[index].cursor.skip(to: numbers[index])
            sources[index].expander.jump(to: numbers[index])
        }
    }

    // MARK: Searching

    /// Searches the next chunks.
    mutating func search() async throws(LogStoreError) {
        while !rounds.isFull, let index = furthestBehind {
            guard let chunk = try sources[index].cursor.cutFirst(bytes: rounds.chunkBytes) else { continue }
            sources[index].outstanding += 1
            rounds.add(chunk)
        }
        for index in sources.indices { sources[index].cursor.release() }
        for (chunk, hits) in try await rounds.scan() { sources[chunk.source].add(hits, of: chunk) }
        finishSources()
    }

    private var furthestBehind: Int? {
        sources.indices.filter { !sources[$0].cursor.rest.isEmpty }
            .min { sources[$0].cursor.leastTimeNs < sources[$1].cursor.leastTimeNs }
    }

    private mutating func finishSources() {
        for index in sources.indices where sources[index].isSearched {
            sources[index].expander.add([], decidedUpTo: sources[index].end)
        }
    }

    // MARK: Merging

    /// The next records, as far as it is certain that none comes before them.
    mutating func take(_ limits: LogSelection.BatchLimits) throws(LogStoreError) -> [SelectedRecord] {
        var records: [SelectedRecord] = []
        var bytes = 0
        // While the record is not given out, nothing can become certain that was not.
        let bounds = sources.map { $0.isSearched ? nil : $0.leastTimeNs }
        while records.count < limits.records, records.isEmpty || bytes < limits.bytes, let index = try next(bounds),
            let record = sources[index].expander.first
        {
            sources[index].expander.removeFirst()
            bytes += record.merged.record.bytes.count
            records.append(record)
        }
        return records
    }

    /// The service whose record comes next; nil where that cannot be said yet.
    private mutating func next(_ bounds: [Int64?]) throws(LogStoreError) -> Int? {
        var best: (index: Int, timeNs: Int64)?
        var isHeldUp = false
        var held: (index: Int, timeNs: Int64) = (0, .max)
        for index in sources.indices {
            try sources[index].expander.refill()
            if let timeNs = sources[index].expander.firstTimeNs {
                if timeNs < best?.timeNs ?? .max || best == nil { best = (index, timeNs) }
            } else if let bound = bounds[index], !isHeldUp || bound < held.timeNs {
                isHeldUp = true
                held = (index, bound)
            }
        }
        guard let best else { return nil }
        return isHeldUp && (held.timeNs, held.index) < (best.timeNs, best.index) ? nil : best.index
    }
}
