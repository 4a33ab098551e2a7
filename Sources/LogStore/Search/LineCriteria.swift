import LogAnalysis

/// A ``LogFilter``, ready to be used on lines.
struct LineCriteria: Sendable {
    let matcher: PatternMatcher?
    let isInverted: Bool
    let conditions: LineConditions
    /// Whether a line's conditions depend on the lines before it, whose level it may have.
    let needsLinesBefore: Bool
    /// Every line that meets the filter contains it; nil: each line has to be looked at.
    let needed: NeededText?
    /// Whether that is so because of the pattern.
    let isNeededByPattern: Bool
    let since: Int64
    let until: Int64
    private let streams: Set<LogStream>

    init(_ filter: LogFilter) throws(FilterError) {
        if let pattern = filter.pattern { matcher = try PatternMatcher(pattern) } else { matcher = nil }
        isInverted = filter.isInverted && matcher != nil
        conditions = try LineConditions(filter)
        needsLinesBefore = filter.leastLevel != nil
        streams = filter.streams
        since = filter.since ?? .min
        until = filter.until ?? .max
        let ofPattern = needsLinesBefore || isInverted ? nil : matcher?.neededText
        isNeededByPattern = ofPattern != nil
        needed = needsLinesBefore ? nil : ofPattern ?? conditions.neededText.flatMap { NeededText($0) }
    }

    /// Whether every record meets it that arrived at the right time.
    var isOnlyTime: Bool { matcher == nil && conditions.isEmpty && streams.isEmpty }

    /// Whether the records of a run may meet it at all.
    func admits(_ run: RunEntry) -> Bool {
        (streams.isEmpty || streams.contains(run.stream)) && since <= run.timeNs && run.timeNs < until
    }

    /// Bytes that are searched in one go, a few hundred microseconds' work.
    var chunkBytes: Int { needed == nil ? 128 << 10 : 512 << 10 }
}
