/// Merges what is there, batch by batch. Knows no waiting; see ``LogSelection``.
struct MergeReader {
    /// A service's place in the merge.
    private struct Cursor {
        let log: ServiceLog
        /// What to read next.
        var next: UInt64
        /// Where to stop; `.max` while following.
        let end: UInt64
        var read: [LogRecord] = []
        /// How many of `read` have been taken.
        var taken = 0

        var first: LogRecord? { taken < read.count ? read[taken] : nil }

        /// Reads some more where nothing is left. Little, because there may be many services.
        mutating func refill() throws(LogStoreError) {
            guard taken == read.count, next < end else { return }
            read = try log.read(from: next, limit: Int(min(256, end - next)), byteLimit: 64 << 10)
            taken = 0
            let gap = read.first.flatMap { log.gapNotice(from: next, to: $0) }
            // The oldest records may have been dropped, and what follows them may be beyond the end.
            if let surplus = read.firstIndex(where: { $0.number >= end }) { read.removeSubrange(surplus...) }
            if let gap, gap.number < end { read.insert(gap, at: 0) }
            if let last = read.last { next = last.number + 1 } else if end != .max { next = end }
        }
    }

    private var cursors: [Cursor]

    /// What is read from the beginning on says first if that is not there any more.
    mutating func beginWithCapNotices() throws(LogStoreError) {
        for index in cursors.indices {
            guard let notice = try cursors[index].log.capNotice() else { continue }
            cursors[index].read = [notice]
            // More may have been dropped since the range was taken, which the notice counts already.
            cursors[index].next = max(cursors[index].next, notice.number + 1)
        }
    }

    /// Merges ranges of the logs.
    ///
    /// - Parameter isEndless: whether to go on where the ranges end.
    init(_ logs: [ServiceLog], ranges: [Range<UInt64>], isEndless: Bool) {
        cursors = logs.indices.map {
            Cursor(log: logs[$0], next: ranges[$0].lowerBound, end: isEndless ? .max : ranges[$0].upperBound)
        }
    }

    /// For each log the number of the record that comes next.
    var positions: [UInt64] { cursors.map { $0.first?.number ?? $0.next } }

    /// Goes on with other records than those that would come next.
    mutating func jump(to numbers: [UInt64]) {
        for index in cursors.indices {
            cursors[index].read = []
            cursors[index].taken = 0
            cursors[index].next = numbers[index]
        }
    }

    /// The oldest records that were not returned yet; empty when there are none at the moment.
    mutating func nextBatch(_ limits: LogSelection.BatchLimits) throws(LogStoreError) -> [MergedRecord] {
        try nextBatch(limits) { $0 }
    }

    /// The same, with what the reader's reader wants made of each.
    mutating func nextBatch<Element>(
        _ limits: LogSelection.BatchLimits,
        _ make: (MergedRecord) -> Element
    ) throws(LogStoreError) -> [Element] {
        var batch: [Element] = []
        var bytes = 0
        for index in cursors.indices { try cursors[index].refill() }
        while batch.count < max(1, limits.records), batch.isEmpty || bytes < limits.bytes, let index = oldest {
            guard let record = cursors[index].first else { break }
            batch.append(make(MergedRecord(service: cursors[index].log.service, record: record)))
            bytes += record.bytes.count
            cursors[index].taken += 1
            try cursors[index].refill()
        }
        return batch
    }

    /// The cursor with the oldest record; the first of them where several are equally old.
    private var oldest: Int? {
        var best: (index: Int, timeNs: Int64)?
        for index in cursors.indices {
            guard let record = cursors[index].first else { continue }
            if let current = best, current.timeNs <= record.timeNs { continue }
            best = (index, record.timeNs)
        }
        return best?.index
    }
}
