/// Searches several logs from their starts, and merges the results by time.
///
/// A record is emitted once all logs have been searched up to its time. The log that is furthest behind is searched next, so
/// a log without hits delays the others only until it catches up.
struct ForwardSearch {
    private struct Source {
        var cursor: ChunkCursor
        var expander: ContextExpander
        /// The number of chunks that have not been searched yet.
        var outstanding = 0
        /// Lower bounds for the times of records from a number on, in order.
        var marks: [(number: UInt64, timeNs: Int64)]

        var isSearched: Bool { cursor.rest.isEmpty && outstanding == 0 }

        /// A lower bound for the times of records that are not ready yet.
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
    ///   - views: the views of the logs, without file handles.
    ///   - ranges: the records to search.
    ///   - known: the hits of each log, if they have already been found. The ranges must then be empty.
    init(
        _ wave: ScanWave,
        _ views: [LogView],
        ranges: [Range<UInt64>],
        context: Int,
        known: [[Hit]]? = nil
    ) {
        rounds = ScanRounds(wave, includesRecords: context == 0)
        sources = wave.logs.indices.map { index in
            let log = wave.logs[index]
            let cursor = ChunkCursor(source: index, log: log, view: views[index], range: ranges[index])
            let end = views[index].end
            var expander = ContextExpander(log, context: context, start: ranges[index].lowerBound, end: end)
            if let known { expander.add(known[index], decidedUpTo: end) }
            let first = context == 0 ? cursor.leastTimeNs : .min
            return Source(cursor: cursor, expander: expander, marks: [(0, first)])
        }
        finishSources()
    }

    /// The number of bytes searched so far.
    var scannedBytes: Int { rounds.scannedBytes }

    /// The approximate number of bytes left to search.
    var remainingBytes: Int { sources.reduce(0) { $0 + $1.cursor.remainingBytes } }

    /// Whether everything has been searched.
    var isSearched: Bool { sources.allSatisfy(\.isSearched) }

    // MARK: Following

    /// The first record of each log that has not been searched.
    var positions: [UInt64] { sources.map(\.cursor.rest.lowerBound) }

    /// Continues with the records added since. All earlier ones must have been searched and taken.
    mutating func extend(to views: [LogView]) {
        for index in sources.indices {
            let wanted = sources[index].cursor.rest.lowerBound
            sources[index].cursor.extend(to: views[index])
            sources[index].expander.emitGapNotice(from: wanted, to: sources[index].cursor.rest.lowerBound)
            sources[index].expander.end = views[index].end
        }
    }

    /// Skips the records before the numbers.
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
            sources[index].expander.add([], decidedUpTo: sources[index].expander.end)
        }
    }

    // MARK: Merging

    /// The next records, as long as no earlier one can follow.
    mutating func take(_ limits: LogSelection.BatchLimits) throws(LogStoreError) -> [SelectedRecord] {
        var records: [SelectedRecord] = []
        var bytes = 0
        // Computed once: the bounds can only rise during this call, so old ones are safe.
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

    /// The log with the next record; nil if that is not known yet.
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
