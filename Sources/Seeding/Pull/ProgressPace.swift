import Subset
import Synchronization

/// Counts rows, and reports about ten times a second.
final class ProgressPace: Sendable {
    private static let interval = Duration.milliseconds(100)
    /// The rows between two looks at the clock.
    private static let stride = 256

    private let phase: PullProgress.Phase
    private let report: @Sendable (PullProgress) -> Void
    private let state = Mutex((done: 0, last: ContinuousClock.now))

    init(_ phase: PullProgress.Phase, _ report: @escaping @Sendable (PullProgress) -> Void) {
        self.phase = phase
        self.report = report
    }

    var done: Int { state.withLock { $0.done } }

    /// Counts a row of a table.
    func count(_ table: String) {
        let done: Int? = state.withLock { state in
            state.done += 1
            guard state.done % Self.stride == 0, state.last.duration(to: .now) >= Self.interval else { return nil }
            state.last = .now
            return state.done
        }
        if let done { report(PullProgress(phase, item: table, done: done)) }
    }
}
