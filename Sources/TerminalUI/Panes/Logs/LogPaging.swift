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
        guard endNs == nil else { return query }
        query.follow = true
        query.maximumLag = Self.maximumLag
        return query
    }

    /// The query for lines before the oldest buffered one.
    var olderQuery: LogQuery { page(before: buffer.start, tail: LogPaging.lines) }

    /// The query for the oldest lines.
    var firstQuery: LogQuery { page(head: LogPaging.lines) }

    /// The query for lines after the newest buffered one.
    var newerQuery: LogQuery { page(from: buffer.end, head: LogPaging.lines) }

    /// The query for lines from a moment on.
    func query(since timeNs: Int64) -> LogQuery {
        var query = page(head: LogPaging.lines)
        query.filter.since = max(query.filter.since ?? .min, timeNs)
        return query
    }

    /// The query for a line and those after it.
    func query(from line: LogLineID) -> LogQuery {
        let place = LogPlace(timeNs: line.timeNs, service: line.service, numbers: [line.service: line.number])
        return page(from: place, head: LogPaging.lines)
    }

    /// The query for the nearest search match outside the buffer; nil without a search.
    func hitQuery(isNewer: Bool) -> LogQuery? {
        guard let search else { return nil }
        var query = isNewer ? page(from: buffer.end, head: 1) : page(before: buffer.start, tail: 1)
        query.context = 0
        query.filter.pattern = search.pattern(within: wanted.filter)
        query.filter.isInverted = false
        return query
    }

    private func page(from: LogPlace? = nil, before: LogPlace? = nil, head: Int? = nil, tail: Int? = nil) -> LogQuery {
        var query = wanted
        query.filter.from = from
        query.filter.before = before
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
        var filter = conditions.filter
        if let endNs { filter.until = min(filter.until ?? .max, endNs) }
        return LogQuery(services: services, filter: filter, context: conditions.context)
    }

    /// Returns the lines that are not in the buffer yet. Context lines of a page can be.
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
