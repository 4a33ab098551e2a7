package import FoundationEssentials
package import LogAnalysis

/// A time during which the whole stack was healthy: every service was ready, but those that were stopped on request or
/// cannot be had on this machine.
package struct GreenSpan: Hashable, Sendable, Codable {
    /// When that began; whole seconds once it has gone over the socket.
    package var from: Date
    /// When it ended; nil: it is so now.
    package var until: Date?

    /// A time that goes on, unless an end is given.
    package init(from: Date, until: Date? = nil) {
        self.from = from
        self.until = until
    }
}

/// Lines folded into shapes: what differs from line to line, such as numbers and ids, is left open.
package struct LogPatterns: Hashable, Sendable, Codable {
    /// One shape of one service.
    package struct Pattern: Hashable, Sendable, Codable {
        /// The service that writes such lines.
        package var service: String
        /// Their level; nil where they have none.
        package var level: LogLevel?
        /// The line with its open places.
        package var template: String
        /// How many lines there were.
        package var count: Int
        /// When the first of them arrived: nanoseconds since 1970.
        package var firstNs: Int64
        /// When the newest of them arrived: nanoseconds since 1970.
        package var lastNs: Int64
        /// One of them.
        package var example: String

        /// A shape; see the properties.
        package init(
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
    package var patterns: [Pattern]
    /// How many lines were folded.
    package var lines: Int
    /// Shapes that were seen before this are left out: nanoseconds since 1970; nil: none are left out.
    package var newSinceNs: Int64?
    /// When the stack was last healthy; nil where it never was.
    package var lastGreen: GreenSpan?

    /// Shapes of so many lines.
    package init(patterns: [Pattern], lines: Int, newSinceNs: Int64? = nil, lastGreen: GreenSpan? = nil) {
        self.patterns = patterns
        self.lines = lines
        self.newSinceNs = newSinceNs
        self.lastGreen = lastGreen
    }
}
