/// Expands the hits of a log by their context, in order and without duplicates.
struct ContextExpander {
    private let log: ServiceLog
    private let context: UInt64

    /// Hits; those from `takenHits` on are not in `ready` yet.
    private var hits: [Hit] = []
    private var takenHits = 0
    /// All hits before this number are known.
    private(set) var decided: UInt64
    /// The end of the log's view. What arrived later is not joined to what is in it.
    var end: UInt64
    /// The first record that has not been emitted yet.
    private var next: UInt64
    /// The exclusive end of the context of emitted hits.
    private var contextEnd: UInt64 = 0
    private var ready: [SelectedRecord] = []
    private var takenRecords = 0

    /// - Parameters:
    ///   - context: the number of records before and after each hit.
    ///   - start: the first record of the search.
    ///   - end: the end of the log's view.
    init(_ log: ServiceLog, context: Int, start: UInt64, end: UInt64) {
        self.log = log
        self.context = UInt64(max(0, context))
        decided = start
        self.end = end
        next = 0
    }

    mutating func add(_ more: [Hit], decidedUpTo number: UInt64) {
        if takenHits == hits.count {
            hits = more
            takenHits = 0
        } else {
            hits += more
        }
        decided = max(decided, number)
    }

    /// Restarts at a later number.
    mutating func jump(to number: UInt64) {
        hits = []
        takenHits = 0
        ready = []
        takenRecords = 0
        contextEnd = 0
        decided = max(decided, number)
        next = max(next, number)
    }

    /// Emits a notice about records between two numbers that were dropped before they were searched. No other records may be
    /// ready.
    mutating func emitGapNotice(from wanted: UInt64, to found: UInt64) {
        guard found > wanted, let record = try? log.read(from: found, limit: 1, byteLimit: 1).first,
            let notice = log.skippedNotice(from: wanted, to: record)
        else { return }
        ready.append(SelectedRecord(MergedRecord(service: log.service, record: notice)))
    }

    /// The next record to emit; nil if none is ready.
    var first: SelectedRecord? { takenRecords < ready.count ? ready[takenRecords] : nil }

    /// When the next record arrived.
    var firstTimeNs: Int64? { takenRecords < ready.count ? ready[takenRecords].merged.record.timeNs : nil }

    mutating func removeFirst() { takenRecords += 1 }

    /// A lower bound for the numbers of records that are not in `ready` yet.
    var earliest: UInt64 { max(next, decided - min(decided, context)) }

    /// Makes the next record ready, if possible.
    mutating func refill() throws(LogStoreError) {
        while takenRecords == ready.count {
            ready = []
            takenRecords = 0
            guard context > 0 else {
                for case let hit in hits[takenHits...] {
                    guard let record = hit.record else { continue }
                    ready.append(SelectedRecord(MergedRecord(service: log.service, record: record)))
                }
                hits = []
                takenHits = 0
                return
            }
            guard try readGroup() else { return }
        }
    }

    private var nextHit: Hit? { takenHits < hits.count ? hits[takenHits] : nil }

    /// Reads the next group of adjacent hits and their context. False if there are no more hits and no context is pending.
    private mutating func readGroup() throws(LogStoreError) -> Bool {
        var start = next
        var end = min(contextEnd, decided)
        if end <= next {
            guard let hit = nextHit else { return false }
            start = max(next, hit.firstNumber - min(hit.firstNumber, context))
            end = min(hit.number + context + 1, decided)
        }
        var index = takenHits
        while index < hits.count, end - start < 256, hits[index].firstNumber <= end {
            end = max(end, min(hits[index].number + context + 1, decided))
            index += 1
        }
        let records = try log.read(
            from: start,
            limit: Int(end - start),
            byteLimit: 256 << 10,
            joining: .fromLineStart(notBefore: next),
            endingBefore: self.end
        )
        for record in records where record.firstNumber < end {
            while let hit = nextHit, hit.number < record.number { takenHits += 1 }
            let isHit = nextHit?.number == record.number
            if isHit {
                takenHits += 1
                contextEnd = record.number + context + 1
            }
            // After a gap due to a dropped segment, a record may no longer be in the context of any hit.
            guard
                isHit || record.firstNumber < contextEnd
                    || nextHit.map({ $0.firstNumber <= record.number + context }) == true
            else { continue }
            ready.append(
                SelectedRecord(MergedRecord(service: log.service, record: record), isContext: !isHit)
            )
        }
        // An empty result means that the records were dropped.
        let isCut = records.last.map { $0.firstNumber < end } ?? false
        let last = records.last { $0.firstNumber < end }.map { $0.number + 1 }
        next = isCut ? last ?? end : max(end, last ?? end)
        while let hit = nextHit, hit.number < next { takenHits += 1 }
        return true
    }
}
