public import FoundationEssentials
public import LogAnalysis

/// A time during which the whole stack was healthy: every service was ready, but those that were stopped on request or
/// cannot be had on this machine.
public struct GreenSpan: Hashable, Sendable, Codable {
    /// When that began; whole seconds once it has gone over the socket.
    public var from: Date
    /// When it ended; nil: it is so now.
    public var until: Date?

    /// A time that goes on, unless an end is given.
    public init(from: Date, until: Date? = nil) {
        self.from = from
        self.until = until
    }
}

/// Lines folded into shapes: what differs from line to line, such as numbers and ids, is left open.
public struct LogPatterns: Hashable, Sendable, Codable {
    /// One shape of one service.
    public struct Pattern: Hashable, Sendable, Codable {
        /// The service that writes such lines.
        public var service: String
        /// Their level; nil where they have none.
        public var level: LogLevel?
        /// The line with its open places.
        public var template: String
        /// How many lines there were.
        public var count: Int
        /// When the first of them arrived: nanoseconds since 1970.
        public var firstNs: Int64
        /// When the newest of them arrived: nanoseconds since 1970.
        public var lastNs: Int64
        /// One of them.
        public var example: String

        /// A shape; see the properties.
        public init(
            service: String,
            level: LogLevel?,
            template: String,
            count: Int,
            firstNs: Int64,
            lastNs: Int64,
            example: String
        ) {
            self.service = service
            self.level = level
            self.template = template
            self.count = count
            self.firstNs = firstNs
            self.lastNs = lastNs
            self.example = example
        }
    }

    /// The most frequent first.
    public var patterns: [Pattern]
    /// How many lines were folded.
    public var lines: Int
    /// Shapes that were seen before this are left out: nanoseconds since 1970; nil: none are left out.
    public var newSinceNs: Int64?
    /// When the stack was last healthy; nil where it never was.
    public var lastGreen: GreenSpan?

    /// Shapes of so many lines.
    public init(patterns: [Pattern], lines: Int, newSinceNs: Int64? = nil, lastGreen: GreenSpan? = nil) {
        self.patterns = patterns
        self.lines = lines
        self.newSinceNs = newSinceNs
        self.lastGreen = lastGreen
    }
}
