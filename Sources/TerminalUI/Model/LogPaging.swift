import ControlAPI
import LogAnalysis

/// What is asked for beyond the lines that are here.
struct LogPaging: Hashable, Sendable {
    /// How many lines are asked for at a time.
    static let lines = 1_000

    /// What an answer is waited for; nil: nothing.
    var pending: LogPage?
    /// Whether there is nothing older than what is here.
    var reachedStart = false
    /// The line that is to come into the middle of the view once there are lines above it.
    var centred: LogLineID?
    private var asked = 0

    /// Other lines are shown: what was asked for is wanted no more.
    mutating func restart() {
        pending = nil
        reachedStart = false
        centred = nil
    }

    /// The next question, whose answer is then waited for in the place of any other.
    mutating func ask(_ kind: LogPage.Kind, generation: Int) -> LogPage {
        asked += 1
        let page = LogPage(kind: kind, generation: generation, number: asked)
        pending = page
        return page
    }
}

extension LogPane {
    /// The lines that are wanted, and those that are written from now on.
    var query: LogQuery {
        var query = wanted
        query.tail = Self.tail
        query.follow = true
        query.maximumLag = Self.maximumLag
        return query
    }

    /// Lines that are wanted, before the oldest that is here.
    var olderQuery: LogQuery {
        var query = wanted
        // With those of the same moment: some of them may not be here.
        if let first = buffer.first { query.filter.bound(until: first.timeNs + 1) }
        query.tail = LogPaging.lines
        return query
    }

    /// The oldest lines that are wanted.
    var firstQuery: LogQuery {
        var query = wanted
        query.head = LogPaging.lines
        return query
    }

    /// Lines that are wanted, after the newest that is here.
    var newerQuery: LogQuery {
        var query = wanted
        if let last = buffer.last { query.filter.bound(since: last.timeNs) }
        query.head = LogPaging.lines
        return query
    }

    /// Lines that are wanted, from a moment on.
    func query(from timeNs: Int64) -> LogQuery {
        var query = wanted
        query.filter.bound(since: timeNs)
        query.head = LogPaging.lines
        return query
    }

    /// The nearest line outside of those that are here that contains what is searched for.
    func hitQuery(isNewer: Bool) -> LogQuery? {
        guard let search else { return nil }
        var query = wanted
        query.context = 0
        query.filter.pattern = search.pattern(within: wanted.filter)
        query.filter.isInverted = false
        if isNewer {
            if let last = buffer.last { query.filter.bound(since: last.timeNs + 1) }
            query.head = 1
        } else {
            if let first = buffer.first { query.filter.bound(until: first.timeNs) }
            query.tail = 1
        }
        return query
    }

    private var wanted: LogQuery {
        let services =
            switch scope {
            case .all: shownServices ?? []
            case .service(let name): [name]
            }
        return LogQuery(services: services, filter: conditions.filter, context: conditions.context)
    }

    /// Without those that are here already.
    func without(known lines: [LogLine]) -> [LogLine] {
        let earliest = lines.map(\.timeNs).min() ?? 0
        let latest = lines.map(\.timeNs).max() ?? 0
        var known: Set<LogLineID> = []
        for index in buffer.indices where (earliest...max(earliest, latest)).contains(buffer[index].timeNs) {
            known.insert(LogLineID(buffer[index]))
        }
        return known.isEmpty ? lines : lines.filter { !known.contains(LogLineID($0)) }
    }
}

extension LogFilter {
    fileprivate mutating func bound(since time: Int64) {
        since = max(since ?? .min, time)
    }

    fileprivate mutating func bound(until time: Int64) {
        until = min(until ?? .max, time)
    }
}
