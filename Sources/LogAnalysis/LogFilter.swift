/// Which lines are wanted: those that meet every condition. Without any, all of them.
public struct LogFilter: Sendable, Hashable, Codable {
    /// What the line must contain …
    public var pattern: LogPattern?
    /// … or, if this is true, must not contain. The other conditions stay as they are.
    public var isInverted: Bool
    /// The line's level, where it has one, is at least this. Lines that go on with another, such as those of a stack
    /// trace, have that one's level; lines without any level are left out.
    public var leastLevel: LogLevel?
    /// It came on one of these; empty: on any.
    public var streams: Set<LogStream>
    /// It arrived at this time or later: nanoseconds since 1970.
    public var since: Int64?
    /// It arrived before this time: nanoseconds since 1970.
    public var until: Int64?
    /// Conditions on fields of JSON and logfmt lines, such as `.status>=500`; all of them hold. See `FieldExpression`.
    public var fields: [String]
    /// One of these texts stands in it as a word of its own: a tenant's slug and id. Empty: no condition.
    public var words: [String]

    /// Conditions; none unless said otherwise.
    public init(
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
    public var isEmpty: Bool { self == LogFilter() || self == LogFilter(isInverted: true) }
}
