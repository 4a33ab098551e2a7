import FoundationEssentials
import Synchronization

@testable import TerminalUI

/// A time that passes when a test says so. Short pauses, those between frames, pass by themselves.
final class ManualTime: Sendable {
    private struct Sleeper {
        var id: Int
        var due: Duration
        var continuation: CheckedContinuation<Void, any Error>
    }

    private struct State {
        var now = Duration.zero
        var nextID = 0
        var sleepers: [Sleeper] = []
        var cancelled: Set<Int> = []
    }

    private static let short = Duration.milliseconds(100)
    private let state = Mutex(State())
    /// The long pauses that were asked for, in order.
    let pauses: AsyncStream<Duration>
    private let asked: AsyncStream<Duration>.Continuation

    init() {
        (pauses, asked) = AsyncStream.makeStream(bufferingPolicy: .unbounded)
    }

    var source: TimeSource {
        TimeSource(
            now: { Fixtures.now.addingTimeInterval(self.seconds) },
            uptime: { self.state.withLock(\.now) },
            sleep: { try await self.sleep($0) }
        )
    }

    private var seconds: Double {
        let (seconds, attoseconds) = state.withLock(\.now).components
        return Double(seconds) + Double(attoseconds) / 1e18
    }

    /// Lets time pass, and wakes who waited for it.
    func advance(by duration: Duration) {
        let due = state.withLock { state in
            state.now += duration
            let due = state.sleepers.filter { $0.due <= state.now }
            state.sleepers.removeAll { $0.due <= state.now }
            return due
        }
        for sleeper in due { sleeper.continuation.resume() }
    }

    /// Waits until a pause of this length is asked for.
    func waitForPause(of duration: Duration) async {
        for await pause in pauses where pause == duration { return }
    }

    private func sleep(_ duration: Duration) async throws {
        if duration < Self.short {
            advance(by: duration)
            return
        }
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let isCancelled = state.withLock { state in
                    if state.cancelled.contains(id) { return true }
                    state.sleepers.append(Sleeper(id: id, due: state.now + duration, continuation: continuation))
                    return false
                }
                if isCancelled { continuation.resume(throwing: CancellationError()) }
                asked.yield(duration)
            }
        } onCancel: {
            let sleeper: Sleeper? = state.withLock { state in
                state.cancelled.insert(id)
                guard let index = state.sleepers.firstIndex(where: { $0.id == id }) else { return nil }
                return state.sleepers.remove(at: index)
            }
            sleeper?.continuation.resume(throwing: CancellationError())
        }
    }
}
