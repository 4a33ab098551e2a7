import LogAnalysis

/// A compiled ``LogFilter``.
struct LineCriteria: Sendable {
    let matcher: PatternMatcher?
    let isInverted: Bool
    let conditions: LineConditions
    /// Whether a line's conditions depend on previous lines, whose level it may inherit.
    let needsLinesBefore: Bool
    /// The text that every matching line contains; nil if each line has to be checked.
    let needed: Prefilter?
    /// Whether `needed` comes from the pattern.
    let isNeededByPattern: Bool
    let since: Int64
    let until: Int64
    let from: LogPlace?
    let before: LogPlace?
    private let streams: Set<LogStream>

    init(_ filter: LogFilter) throws(FilterError) {
        if let pattern = filter.pattern { matcher = try PatternMatcher(pattern) } else { matcher = nil }
        isInverted = filter.isInverted && matcher != nil
        conditions = try LineConditions(filter)
        needsLinesBefore = filter.leastLevel != nil
        streams = filter.streams
        since = filter.since ?? .min
        until = filter.until ?? .max
        from = filter.from
        before = filter.before
        let ofPattern = needsLinesBefore || isInverted ? nil : matcher?.neededText
        isNeededByPattern = ofPattern != nil
        needed = needsLinesBefore ? nil : ofPattern ?? conditions.neededText.flatMap { Prefilter($0) }
    }

    /// Whether only time and place decide which lines match.
    var isOnlyTime: Bool { matcher == nil && conditions.isEmpty && streams.isEmpty }

    /// Whether the stream and time of a run match.
    func admits(_ run: RunEntry) -> Bool {
        (streams.isEmpty || streams.contains(run.stream)) && since <= run.timeNs && run.timeNs < until
    }

    /// The size of a chunk in bytes, which takes a few hundred microseconds to search.
    var chunkBytes: Int { needed == nil ? 128 << 10 : 512 << 10 }
}
