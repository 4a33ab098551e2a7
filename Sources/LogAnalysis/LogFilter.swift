/// Which lines are wanted: those that meet every condition. Without any, all of them.
package struct LogFilter: Sendable, Hashable, Codable {
    /// What the line must contain …
    package var pattern: LogPattern?
    /// … or, if this is true, must not contain. The other conditions stay as they are.
    package var isInverted: Bool
    /// The line's level, where it has one, is at least this. Lines that go on with another, such as those of a stack
    /// trace, have that one's level; lines without any level are left out.
    package var leastLevel: LogLevel?
    /// It came on one of these; empty: on any.
    package var streams: Set<LogStream>
    /// It arrived at this time or later: nanoseconds since 1970.
    package var since: Int64?
    /// It arrived before this time: nanoseconds since 1970.
    package var until: Int64?
    /// Conditions on fields of JSON and logfmt lines, such as `.status>=500`; all of them hold. See `FieldExpression`.
    package var fields: [String]
    /// One of these texts stands in it as a word of its own: a tenant's slug and id. Empty: no condition.
    package var words: [String]

    /// Conditions; none unless said otherwise.
    package init(
        pattern: LogPattern? = nil,
        isInverted: Bool = false,
        leastLevel: LogLevel? = nil,
        streams: Set<LogStream> = [],
        since: Int64? = nil,
        until: Int64? = nil,
        fields: [String] = [],
        words: [String] = []
    ) {
        self.pattern = pattern
        self.isInverted = isInverted
        self.leastLevel = leastLevel
        self.streams = streams
        self.since = since
        self.until = until
        self.fields = fields
        self.words = words
    }

    /// Whether every line meets it.
    package var isEmpty: Bool { self == LogFilter() || self == LogFilter(isInverted: true) }
}
