/// Makes of one service's hits what is shown: the hits, and what stands around them; in order, each record once.
struct ContextExpander {
    private let log: ServiceLog
    private let context: UInt64

    /// Hits that are not in `ready` yet, from `taken` on.
    private var hits: [Hit] = []
    private var takenHits = 0
    /// Every hit before this number is known.
    private(set) var decided: UInt64
    /// The first number that was not shown yet.
    private var next: UInt64
    /// The context of hits that were shown goes up to here, exclusive.
    private var owedEnd: UInt64 = 0
    private var ready: [SelectedRecord] = []
    private var takenRecords = 0

    /// - Parameters:
    ///   - context: how many records before and after each hit.
    ///   - start: where the search begins.
    init(_ log: ServiceLog, context: Int, start: UInt64) {
        self.log = log
        self.context = UInt64(max(0, context))
        decided = start
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

    /// Begins anew at a later number.
    mutating func jump(to number: UInt64) {
        hits = []
        takenHits = 0
        ready = []
        takenRecords = 0
        owedEnd = 0
        decided = max(decided, number)
        next = max(next, number)
    }

    /// Shows a notice where records between two numbers were dropped before they were searched. Nothing else may be
    /// waiting to be shown.
    mutating func tellGap(from wanted: UInt64, to found: UInt64) {
        guard found > wanted, let record = try? log.read(from: found, limit: 1, byteLimit: 1).first,
            let notice = log.gapNotice(from: wanted, to: record)
        else { return }
        ready.append(SelectedRecord(MergedRecord(service: log.service, record: notice)))
    }

    /// The next record to show; nil where none is known.
    var first: SelectedRecord? { takenRecords < ready.count ? ready[takenRecords] : nil }

    /// When it arrived.
    var firstTimeNs: Int64? { takenRecords < ready.count ? ready[takenRecords].merged.record.timeNs : nil }

    mutating func removeFirst() { takenRecords += 1 }

    /// No record that is not in `ready` has a smaller number than this.
    var earliest: UInt64 { max(next, decided - min(decided, context)) }

    /// Makes a next record known, where that is possible.
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

    /// Reads the next hits that are close to each other, and what is around them. False where there are none, and nothing
    /// is owed.
    private mutating func readGroup() throws(LogStoreError) -> Bool {
        var start = next
        var end = min(owedEnd, decided)
        if end <= next {
            guard let hit = nextHit else { return false }
            start = max(next, hit.number - min(hit.number, context))
            end = min(hit.number + context + 1, decided)
        }
        var index = takenHits
        while index < hits.count, end - start < 256, hits[index].number <= end {
            end = max(end, min(hits[index].number + context + 1, decided))
            index += 1
        }
        let records = try log.read(from: start, limit: Int(end - start), byteLimit: 256 << 10)
        for record in records where record.number < end {
            while let hit = nextHit, hit.number < record.number { takenHits += 1 }
            let isHit = nextHit?.number == record.number
            if isHit {
                takenHits += 1
                owedEnd = record.number + context + 1
            }
            // Behind a gap, where a segment was dropped, something may come that is nobody's context any more.
            guard isHit || record.number < owedEnd || nextHit.map({ $0.number - record.number <= context }) == true
            else { continue }
            ready.append(
                SelectedRecord(MergedRecord(service: log.service, record: record), isContext: !isHit)
            )
        }
        // Nothing there any more: dropped.
        next = records.last.map { min(end, $0.number + 1) } ?? end
        while let hit = nextHit, hit.number < next { takenHits += 1 }
        return true
    }
}
