package import FoundationEssentials
package import LogAnalysis

/// A period during which the whole stack was healthy: every service was ready, except those that were stopped on
/// request or are unavailable on this machine.
package struct HealthyPeriod: Hashable, Sendable, Codable {
    /// The start. Truncated to whole seconds when sent over the socket.
    package var from: Date
    /// The end; nil if the period is still in progress.
    package var until: Date?

    package init(from: Date, until: Date? = nil) {
        self.from = from
        self.until = until
    }
}

/// Log lines grouped by pattern, in which the parts that vary, such as numbers and IDs, are placeholders.
package struct LogPatterns: Hashable, Sendable, Codable {
    package struct Pattern: Hashable, Sendable, Codable {
        package var service: String
        /// The level of the lines; nil if they have none.
        package var level: LogLevel?
        /// The line with placeholders.
        package var template: String
        package var count: Int
        /// When the first line arrived: nanoseconds since 1970.
        package var firstNs: Int64
        /// When the last line arrived: nanoseconds since 1970.
        package var lastNs: Int64
        package var example: String

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

    /// The patterns, most frequent first.
    package var patterns: [Pattern]
    /// The number of lines that were grouped.
    package var lines: Int
    /// Patterns seen before this time are omitted: nanoseconds since 1970; nil: none are omitted.
    package var newSinceNs: Int64?
    /// When the stack was last healthy; nil if never.
    package var lastGreen: HealthyPeriod?

    package init(patterns: [Pattern], lines: Int, newSinceNs: Int64? = nil, lastGreen: HealthyPeriod? = nil) {
        self.patterns = patterns
        self.lines = lines
        self.newSinceNs = newSinceNs
        self.lastGreen = lastGreen
    }
}
