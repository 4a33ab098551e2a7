package import ControlAPI
import FoundationEssentials
package import LogAnalysis
package import LogStore

/// Folds the lines that a query asks for into shapes.
package struct LogFolder: Sendable {
    /// What breaks a service is often written a moment before it shows, so the last moments of a healthy time do not
    /// count as healthy: nanoseconds.
    package static let marginNs: Int64 = 10_000_000_000

    private let logs: LogStore
    private let masker: SecretMasker?

    /// - Parameter masker: hides secrets in shapes and examples; nil: they stay as they are.
    package init(logs: LogStore, masker: SecretMasker?) {
        self.logs = logs
        self.masker = masker
    }

    /// - Parameters:
    ///   - newSince: only shapes that were not seen before this time's beginning, while it lasts, or before its last ten
    ///     seconds, once it has ended; nil: all shapes.
    ///   - lastGreen: told with the answer.
    /// - Throws: ``ControlError`` where the filter cannot be understood; errors of the logs.
    package func fold(_ query: LogQuery, newSince span: GreenSpan?, lastGreen: GreenSpan?) async throws -> LogPatterns {
        var query = query
        (query.tail, query.head, query.context, query.follow, query.maximumLag) = (nil, nil, 0, false, nil)
        let cutoff = span.map(Self.cutoff)
        // What was seen before is what the shapes are compared with.
        if cutoff != nil { query.filter.since = nil }
        var miner = PatternMiner()
        var levels: [String: LevelTracker] = [:]
        var lines = 0
        for try await batch in try LogSelection(query, of: logs) {
            try Task.checkCancellation()
            for selected in batch.records {
                let (service, record) = (selected.merged.service, selected.merged.record)
                record.bytes.withUnsafeBytes { bytes in
                    let level = levels[service, default: LevelTracker(expecting: logs.expected(of: service))]
                        .level(of: bytes, stream: record.stream)
                    // Before it is folded: a part of a secret is one, too.
                    func add(_ line: UnsafeRawBufferPointer) {
                        miner.add(service: service, line: line, level: level, timeNs: record.timeNs)
                    }
                    if let masked = masker?.masked(bytes, edges: record.edges) {
                        masked.withUnsafeBytes(add)
                    } else {
                        add(bytes)
                    }
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
    static func cutoff(_ span: GreenSpan) -> Int64 {
        let from = Int64(span.from.timeIntervalSince1970 * 1e9)
        guard let until = span.until else { return from }
        return max(from, Int64(until.timeIntervalSince1970 * 1e9) - marginNs)
    }
}
