import Foundations
import Synchronization

/// The responses that last until their subscribers or the stack end.
final class OpenStreams: Sendable {
    private struct StillOpen: Error {}

    private let count = Mutex(0)
    private let changes = WakeUps()

    func begin() { count.withLock { $0 += 1 } }

    func end() {
        count.withLock { $0 -= 1 }
        changes.signal()
    }

    /// Waits until none is open, at most for a time: a subscriber may have stopped reading.
    func waitForEnd(within limit: Duration) async {
        let changes = changes.stream()
        try? await TimeLimit.run(limit, late: StillOpen()) { [self] in
            if count.withLock({ $0 }) == 0 { return }
            for await _ in changes where count.withLock({ $0 }) == 0 { return }
        }
    }
}
