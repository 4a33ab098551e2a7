/// A filter that selects the lines which meet all its conditions. Without conditions it selects all lines.
package struct LogFilter: Sendable, Hashable, Codable {
    /// The pattern that a line must match.
    package var pattern: LogPattern?
    /// Whether a line must not match `pattern` instead. The other conditions are not inverted.
    package var isInverted: Bool
    /// The minimum level. Continuation lines, such as those of a stack trace, have the level of the line they continue; lines
    /// without a level are excluded.
    package var leastLevel: LogLevel?
    /// The streams to include; empty for all.
    package var streams: Set<LogStream>
    /// The earliest time of arrival: nanoseconds since 1970.
    package var since: Int64?
    /// The end of the time range, exclusive: nanoseconds since 1970.
    package var until: Int64?
    /// Where the lines begin and end, for reading page by page.
    package var from: LogPlace?
    package var before: LogPlace?
    /// Conditions on fields of JSON and logfmt lines, such as `.status>=500`, which must all hold. See `FieldExpression`.
    package var fields: [String]
    /// Whole words of which a line must contain one: a tenant's slug and id. Empty for no condition.
    package var words: [String]

    package init(
        pattern: LogPattern? = nil,
        isInverted: Bool = false,
        leastLevel: LogLevel? = nil,
        streams: Set<LogStream> = [],
        since: Int64? = nil,
        until: Int64? = nil,
        from: LogPlace? = nil,
        before: LogPlace? = nil,
        fields: [String] = [],
        words: [String] = []
    ) {
        self.pattern = pattern
        self.isInverted = isInverted
        self.leastLevel = leastLevel
        self.streams = streams
        self.since = since
        self.until = until
        self.from = from
        self.before = before
        self.fields = fields
        self.words = words
    }

    /// Whether every line matches.
    package var isEmpty: Bool { self == LogFilter() || self == LogFilter(isInverted: true) }
}
