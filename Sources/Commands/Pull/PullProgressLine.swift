import Subset
import Synchronization

/// Shows the progress of a pull: a line that changes on a terminal, otherwise a line for each phase.
final class PullProgressLine: Sendable {
    private let terminal: Terminal
    private let state = Mutex((phase: PullProgress.Phase?.none, since: ContinuousClock.now, hasLine: false))

    init(terminal: Terminal) { self.terminal = terminal }

    func show(_ progress: PullProgress) {
        guard terminal.descriptor >= 0 else { return }
        let (isNew, time) = state.withLock { state in
            let isNew = state.phase != progress.phase
            if isNew { (state.phase, state.since) = (progress.phase, .now) }
            state.hasLine = terminal.canReplaceLines
            return (isNew, state.since.duration(to: .now))
        }
        if terminal.canReplaceLines {
            terminal.replaceLine(String(line(progress, time).prefix(terminal.width - 1)))
        } else if isNew {
            terminal.write("· \(words(progress.phase))\n")
        }
    }

    /// Removes the line.
    func finish() {
        if state.withLock({ $0.hasLine }) { terminal.replaceLine("") }
    }

    private func line(_ progress: PullProgress, _ time: Duration) -> String {
        guard progress.phase != .searching else { return "\(words(.searching))  \(progress.item)" }
        let seconds = Double(time.components.seconds) + Double(time.components.attoseconds) / 1e18
        let rate = seconds > 0.5 ? "  \(Int(Double(progress.done) / seconds)) rows/s" : ""
        return "\(words(progress.phase))  \(progress.item)  \(progress.done) rows\(rate)"
    }

    private func words(_ phase: PullProgress.Phase) -> String {
        switch phase {
        case .restoring: "restoring the dump"
        case .reading: "reading original values"
        case .writing: "writing harmless rows"
        case .searching: "searching the result for original values"
        }
    }
}
