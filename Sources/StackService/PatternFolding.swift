package import ControlAPI
import FoundationEssentials
package import LogAnalysis
package import LogStore

/// Groups the lines that a query selects by pattern.
package struct PatternFolding: Sendable {
    /// The end of a healthy period that does not count as healthy, since the cause of a failure is often logged before
    /// its effect shows: nanoseconds.
    package static let marginNs: Int64 = 10_000_000_000

    private let logs: LogStore
    private let masker: SecretMasker?

    /// - Parameter masker: masks secrets in patterns and examples; nil: they are not masked.
    package init(logs: LogStore, masker: SecretMasker?) {
        self.logs = logs
        self.masker = masker
    }

    /// - Parameters:
    ///   - newSince: return only patterns not seen before the start of this period or, once it has ended, before its
    ///     last ten seconds; nil: all patterns.
    ///   - lastGreen: included in the result.
    /// - Throws: ``ControlError`` if the filter is invalid; errors of the logs.
    package func fold(_ query: LogQuery, newSince span: HealthyPeriod?, lastGreen: HealthyPeriod?) async throws
        -> LogPatterns
    {
        var query = query
        (query.tail, query.head, query.context, query.follow, query.maximumLag) = (nil, nil, 0, false, nil)
        let cutoff = span.map(Self.cutoff)
        // Earlier lines are needed for comparison.
        if cutoff != nil { query.filter.since = nil }
        var miner = PatternMiner()
        var levels: [String: LevelTracker] = [:]
        var lines = 0
        for try await batch in try LogSelection(query, of: logs) {
            try Task.checkCancellation()
            for selected in batch.records {
                let (service, record) = (selected.merged.service, selected.merged.record)
                // Mask before grouping: part of a secret is a secret, too.
                record.withText(maskedBy: masker) { bytes, masked in
                    let level = levels[service, default: LevelTracker(expecting: logs.expected(of: service))]
                        .level(of: bytes, stream: record.stream, isContinuation: record.isContinuation)
                    miner.add(service: service, line: masked, level: level, timeNs: record.timeNs)
                }
            }
            lines += batch.records.count
        }
        let patterns = miner.patterns.filter { $0.first >= cutoff ?? .min }.map { pattern in
            LogPatterns.Pattern(
                service: pattern.service,
                level: pattern.level,
                template: pattern.template,
                count: pattern.count,
                firstNs: pattern.first,
                lastNs: pattern.last,
                example: pattern.example
            )
        }
        return LogPatterns(
            patterns: patterns,
            lines: lines,
            newSinceNs: cutoff,
            lastGreen: lastGreen
        )
    }

    /// Nanoseconds since 1970.
    static func cutoff(_ span: HealthyPeriod) -> Int64 {
        let from = Int64(span.from.timeIntervalSince1970 * 1e9)
        guard let until = span.until else { return from }
        return max(from, Int64(until.timeIntervalSince1970 * 1e9) - marginNs)
    }
}
