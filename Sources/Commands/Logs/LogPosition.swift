import ControlAPI
import LogAnalysis

/// The position of a follower, from which it continues at another supervisor without losing or repeating a line.
///
/// A line is identified by its service and number; numbering continues across supervisors. Times within a log never
/// decrease, so a later line of a service is never older.
struct LogPosition {
    private struct Mark {
        var number: UInt64
        var timeNs: Int64
    }

    private var marks: [String: Mark] = [:]
    private var newestNs: Int64?
    /// When following began. Every line written since then is wanted, from every service.
    private let startedNs: Int64

    init(startedNs: Int64) { self.startedNs = startedNs }

    /// Records the lines of a batch. Returns which of them are new; nil if all are.
    mutating func take(_ batch: PackedLogBatch) -> [Bool]? {
        let known = batch.services.map { marks[$0] }
        var latest = known
        var areNew: [Bool] = []
        var allAreNew = true
        batch.forEach { line in
            var isNew = true
            if let mark = latest[line.service] {
                // A deleted log restarts at number 0, with later times.
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

    /// The query for the next supervisor. It covers at least what is missing; ``take(_:)`` detects lines already seen.
    func continuation(of query: LogQuery) -> LogQuery {
        // No line has arrived: repeat the query, but without past lines if a tail limited them.
        guard let newestNs else {
            var query = query
            if query.tail != nil { query.filter.since = max(startedNs, query.filter.since ?? .min) }
            query.tail = nil
            return query
        }
        var query = query
        query.tail = nil
        // Until the initial lines are complete, lines arrive in time order across all services.
        let unseen = min(startedNs, newestNs)
        let oldest = marks.values.map(\.timeNs).min() ?? unseen
        query.filter.since = max(min(unseen, oldest), query.filter.since ?? .min)
        return query
    }
}
