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

    /// The query for lines before the oldest buffered one. Includes lines with the same timestamp: some of them may not
    /// be buffered.
    var olderQuery: LogQuery { page(until: buffer.first.map { $0.timeNs + 1 }, tail: LogPaging.lines) }

    /// The query for the oldest lines.
    var firstQuery: LogQuery { page(head: LogPaging.lines) }

    /// The query for lines after the newest buffered one.
    var newerQuery: LogQuery { page(since: buffer.last?.timeNs, head: LogPaging.lines) }

    /// The query for lines from a moment on.
    func query(from timeNs: Int64) -> LogQuery { page(since: timeNs, head: LogPaging.lines) }

    /// The query for the nearest search match outside the buffer; nil without a search.
    func hitQuery(isNewer: Bool) -> LogQuery? {
        guard let search else { return nil }
        var query =
            isNewer
            ? page(since: buffer.last.map { $0.timeNs + 1 }, head: 1) : page(until: buffer.first?.timeNs, tail: 1)
        query.context = 0
        query.filter.pattern = search.pattern(within: wanted.filter)
        query.filter.isInverted = false
        return query
    }

    private func page(since: Int64? = nil, until: Int64? = nil, head: Int? = nil, tail: Int? = nil) -> LogQuery {
        var query = wanted
        if let since { query.filter.since = max(query.filter.since ?? .min, since) }
        if let until { query.filter.until = min(query.filter.until ?? .max, until) }
        query.head = head
        query.tail = tail
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
