import ControlAPI
import LogAnalysis

/// Requests for lines beyond the buffered ones.
struct LogPaging: Hashable, Sendable {
    /// The number of lines per request.
    static let lines = 1_000

    /// The request in flight, if any.
    var pending: LogPage?
    /// Whether the buffer starts at the oldest line.
    var reachedStart = false
    /// The line to centre in the view once there are lines above it.
    var centred: LogLineID?
    /// Whether lines can be requested; false once the supervisor has ended.
    var isPossible = true
    private var asked = 0

    /// Discards pending requests because other lines are shown.
    mutating func restart() {
        pending = nil
        reachedStart = false
        centred = nil
    }

    /// Creates the next request, which supersedes the one in flight.
    mutating func ask(_ kind: LogPage.Kind, generation: Int) -> LogPage {
        asked += 1
        let page = LogPage(kind: kind, generation: generation, number: asked)
        pending = page
        return page
    }
}

extension LogsPane {
    /// The query for the newest matching lines and those to follow.
    var query: LogQuery {
        var query = wanted
        query.tail = Self.tail
        query.follow = true
        query.maximumLag = Self.maximumLag
        return query
    }

    /// The query for lines before the oldest buffered one.
    var olderQuery: LogQuery {
        var query = wanted
        // Includes lines with the same timestamp: some of them may not be buffered.
        if let first = buffer.first { query.filter.bound(until: first.timeNs + 1) }
        query.tail = LogPaging.lines
        return query
    }

    /// The query for the oldest lines.
    var firstQuery: LogQuery {
        var query = wanted
        query.head = LogPaging.lines
        return query
    }

    /// The query for lines after the newest buffered one.
    var newerQuery: LogQuery {
        var query = wanted
        if let last = buffer.last { query.filter.bound(since: last.timeNs) }
        query.head = LogPaging.lines
        return query
    }

    /// The query for lines from a moment on.
    func query(from timeNs: Int64) -> LogQuery {
        var query = wanted
        query.filter.bound(since: timeNs)
        query.head = LogPaging.lines
        return query
    }

    /// The query for the nearest search match outside the buffer; nil without a search.
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

    /// Returns the lines that are not in the buffer yet.
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
