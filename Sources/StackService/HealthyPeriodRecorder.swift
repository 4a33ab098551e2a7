package import ControlAPI
import FoundationEssentials
import Health
package import LogStore
package import StateFiles
import Supervision

/// Records when the whole stack was last healthy. The record outlives the supervisor in a small file, which is only
/// written on changes.
package actor HealthyPeriodRecorder {
    private struct Span: Codable, Equatable {
        var fromNs: Int64
        /// nil: the stack is still healthy, or its supervisor died.
        var untilNs: Int64?
    }

    private let folder: OwnedDirectory
    private let name: String
    private var span: Span?
    private var newestSequence: UInt64 = 0

    /// - Parameters:
    ///   - folder: the folder of the file.
    ///   - name: the file, which may not exist yet.
    ///   - lastSeenNs: when an earlier supervisor was last known to be alive, in case it died while the stack was
    ///     healthy: nanoseconds since 1970.
    package init(in folder: OwnedDirectory, _ name: String, lastSeenNs: @Sendable () -> Int64?) {
        self.folder = folder
        self.name = name
        guard let bytes = try? folder.contents(of: name),
            var span = try? JSONDecoder().decode(Span.self, from: Data(bytes))
        else { return }
        if span.untilNs == nil { span.untilNs = max(span.fromNs, lastSeenNs() ?? span.fromNs) }
        self.span = span
    }

    /// Records the state of the stack at a moment.
    func observe(_ report: StackReport, nowNs: Int64) -> HealthyPeriod? {
        let isFullyHealthy = Self.isFullyHealthy(report.services.map(\.machine.state))
        return observe(isFullyHealthy: isFullyHealthy, sequence: report.sequence, nowNs: nowNs)
    }

    /// - Parameter sequence: the report's number. A report older than one already recorded is ignored: callers await
    ///   other answers between taking a report and recording it.
    func observe(isFullyHealthy: Bool, sequence: UInt64, nowNs: Int64) -> HealthyPeriod? {
        guard sequence >= newestSequence else { return lastGreen }
        newestSequence = sequence
        var next = span
        if isFullyHealthy {
            if span == nil || span?.untilNs != nil { next = Span(fromNs: nowNs) }
        } else if span?.untilNs == nil {
            next?.untilNs = nowNs
        }
        if next != span {
            span = next
            store()
        }
        return lastGreen
    }

    /// When the whole stack was last observed to be healthy; nil if never.
    package var lastGreen: HealthyPeriod? {
        span.map { HealthyPeriod(from: Date(nanoseconds: $0.fromNs), until: $0.untilNs.map { Date(nanoseconds: $0) }) }
    }

    /// Replaces the file atomically. A write error is ignored: it only loses the record at the next start.
    private func store() {
        guard let span, let data = try? JSONEncoder().encode(span) else { return }
        try? folder.replace(name, with: Array(data))
    }

    /// Whether at least one service is ready and all others are ready, stopped or unavailable.
    static func isFullyHealthy(_ states: some Sequence<ServiceStateMachine.State>) -> Bool {
        var hasReady = false
        for state in states {
            switch state {
            case .running(.healthy?), .running(nil), .completed: hasReady = true
            case .stopped, .unavailable, .skipped: continue
            case .preparing, .waiting, .starting, .running, .paused, .unreachable, .stopping, .backoff, .gaveUp,
                .failed:
                return false
            }
        }
        return hasReady
    }
}

extension LogStore {
    /// The arrival time of the newest line of all logs, in nanoseconds since 1970; nil if there is none.
    package static func newestNs(_ store: LogStore) -> Int64? {
        store.services.compactMap { try? store.log(for: $0).tail(1).last?.timeNs }.max()
    }
}
