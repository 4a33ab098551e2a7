/// Merges the available records of several logs, batch by batch. It never waits; see ``LogSelection``.
struct MergeReader {
    /// The position of a service in the merge.
    private struct Cursor {
        let log: ServiceLog
        /// The number of the next record to read.
        var next: UInt64
        /// The end of the range; `.max` while following.
        let end: UInt64
        var read: [LogRecord] = []
        /// The number of records of `read` that have been returned.
        var taken = 0

        var first: LogRecord? { taken < read.count ? read[taken] : nil }

        /// Reads more records if none are left. The batch is small, because there may be many services.
        mutating func refill() throws(LogStoreError) {
            guard taken == read.count, next < end else { return }
            read = try log.read(
                from: next,
                limit: Int(min(256, end - next)),
                byteLimit: 64 << 10,
                joining: .on,
                endingBefore: end
            )
            taken = 0
            let gap = read.first.flatMap { log.skippedNotice(from: next, to: $0) }
            // If the oldest records have been dropped, the records read may be beyond the end.
            if let surplus = read.firstIndex(where: { $0.number >= end }) { read.removeSubrange(surplus...) }
            if let gap, gap.number < end { read.insert(gap, at: 0) }
            if let last = read.last { next = last.number + 1 } else if end != .max { next = end }
        }
    }

    private var cursors: [Cursor]

    /// Starts each log with a notice if its oldest records have been dropped, unless the notice is not before a number.
    mutating func insertDroppedNotices(before ends: [UInt64]) throws(LogStoreError) {
        for index in cursors.indices {
            guard let notice = try cursors[index].log.droppedNotice(), notice.number < ends[index] else { continue }
            cursors[index].read = [notice]
            // The notice also counts records dropped since the range was determined.
            cursors[index].next = max(cursors[index].next, notice.number + 1)
        }
    }

    /// Merges ranges of the logs.
    ///
    /// - Parameter isEndless: whether to continue beyond the ends of the ranges.
    init(_ logs: [ServiceLog], ranges: [Range<UInt64>], isEndless: Bool) {
        cursors = logs.indices.map {
            Cursor(log: logs[$0], next: ranges[$0].lowerBound, end: isEndless ? .max : ranges[$0].upperBound)
        }
    }

    /// The number of the next record of each log.
    var positions: [UInt64] { cursors.map { $0.first?.firstNumber ?? $0.next } }

    /// Continues with the given record of each log.
    mutating func jump(to numbers: [UInt64]) {
        for index in cursors.indices {
            cursors[index].read = []
            cursors[index].taken = 0
            cursors[index].next = numbers[index]
        }
    }

    /// The oldest records that have not been returned yet; empty if none are available.
    mutating func nextBatch(_ limits: LogSelection.BatchLimits) throws(LogStoreError) -> [MergedRecord] {
        try nextBatch(limits) { $0 }
    }

    /// The oldest records that have not been returned yet, transformed by `make`.
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

    /// The cursor with the oldest record; the first one of several with the same time.
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
