import Synchronization

/// A clock that stands until a test moves it.
final class ManualClock: Clock {
    struct Instant: InstantProtocol {
        var sinceStart: Duration

        func advanced(by duration: Duration) -> Instant { Instant(sinceStart: sinceStart + duration) }
        func duration(to other: Instant) -> Duration { other.sinceStart - sinceStart }
        static func < (left: Instant, right: Instant) -> Bool { left.sinceStart < right.sinceStart }
    }

    private struct State {
        var now = Instant(sinceStart: .zero)
        var sleeper: (until: Instant, continuation: CheckedContinuation<Void, any Error>)?
        var observer: CheckedContinuation<Instant, Never>?
    }

    private let state = Mutex(State())

    let minimumResolution = Duration.nanoseconds(1)

    var now: Instant { state.withLock { $0.now } }

    /// One task at a time may sleep.
    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let observer = state.withLock { state in
                    state.sleeper = (deadline, continuation)
                    defer { state.observer = nil }
                    return state.observer
                }
                observer?.resume(returning: deadline)
                if Task.isCancelled { wake(throwing: CancellationError()) }
            }
        } onCancel: {
            wake(throwing: CancellationError())
        }
    }

    /// Waits until somebody sleeps, moves the clock to the time at which that sleep ends, and returns that time.
    func advanceToNextWaking() async -> Duration {
        let deadline = await withCheckedContinuation { continuation in
            let sleeper = state.withLock { state in
                if state.sleeper == nil { state.observer = continuation }
                return state.sleeper
            }
            if let sleeper { continuation.resume(returning: sleeper.until) }
        }
        state.withLock { $0.now = deadline }
        wake(throwing: nil)
        return deadline.sinceStart
    }

    /// Lets time pass while nobody sleeps, as a probe that takes long does.
    func pass(_ duration: Duration) {
        state.withLock { $0.now = $0.now.advanced(by: duration) }
    }

    private func wake(throwing error: (any Error)?) {
        let sleeper = state.withLock { state in
            defer { state.sleeper = nil }
            return state.sleeper
        }
        if let error {
            sleeper?.continuation.resume(throwing: error)
        } else {
            sleeper?.continuation.resume()
        }
    }
}
