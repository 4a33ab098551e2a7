import ControlAPI
import LogAnalysis

/// How far a follower has read, so that it can go on at another supervisor without losing or repeating a line.
///
/// A line is known by its service and number; numbers go on when the supervisor is another one. Times within a log never
/// run backwards, so what comes after a line of a service is not older than it.
struct LogPosition {
    private struct Mark {
        var number: UInt64
        var timeNs: Int64
    }

    private var marks: [String: Mark] = [:]
    private var newestNs: Int64?
    /// When the following began: what was written later is wanted from every service.
    private let startedNs: Int64

    init(startedNs: Int64) { self.startedNs = startedNs }

    /// Takes lines in. Returns whether each of them is new; nil: all are.
    mutating func take(_ batch: PackedLogBatch) -> [Bool]? {
        let known = batch.services.map { marks[$0] }
        var latest = known
        var areNew: [Bool] = []
        var allAreNew = true
        batch.forEach { line in
            var isNew = true
            if let mark = latest[line.service] {
                // A log that was deleted begins at 0 again, with times that are later.
                isNew = line.number > mark.number || line.timeNs > mark.timeNs
            }
            if isNew { latest[line.service] = Mark(number: line.number, timeNs: line.timeNs) }
            newestNs = max(newestNs ?? .min, line.timeNs)
            allAreNew = allAreNew && isNew
            areNew.append(isNew)
        }
        for (name, mark) in zip(batch.services, latest) { marks[name] = mark }
        return allAreNew ? nil : areNew
    }

    /// What to ask the next supervisor: no less than what is missing. ``take(_:)`` says what of the answer is new.
    func continuation(of query: LogQuery) -> LogQuery {
        // Nothing came at all: the first question stands, unless what there was then was not wanted.
        guard let newestNs else {
            var query = query
            if query.tail != nil { query.filter.since = max(startedNs, query.filter.since ?? .min) }
            query.tail = nil
            return query
        }
        var query = query
        query.tail = nil
        // Until everything there was at the beginning has come, it comes in the order of time over all services.
        let unseen = min(startedNs, newestNs)
        let oldest = marks.values.map(\.timeNs).min() ?? unseen
        query.filter.since = max(min(unseen, oldest), query.filter.since ?? .min)
        return query
    }
}
