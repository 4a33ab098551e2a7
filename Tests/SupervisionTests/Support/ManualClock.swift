import Synchronization

/// A clock that stands until a test moves it. Any number of tasks may sleep.
final class ManualClock: Clock {
    struct Instant: InstantProtocol {
        var sinceStart: Duration

        func advanced(by duration: Duration) -> Instant { Instant(sinceStart: sinceStart + duration) }
        func duration(to other: Instant) -> Duration { other.sinceStart - sinceStart }
        static func < (left: Instant, right: Instant) -> Bool { left.sinceStart < right.sinceStart }
    }

    private struct Sleeper {
        var length: Duration
        var until: Instant
        var continuation: CheckedContinuation<Void, any Error>
    }

    private struct State {
        var now = Instant(sinceStart: .zero)
        var nextID = 0
        var sleepers: [Int: Sleeper] = [:]
        var cancelled: Set<Int> = []
        var observers: [(length: Duration, continuation: CheckedContinuation<Void, Never>)] = []
    }

    private let state = Mutex(State())

    let minimumResolution = Duration.nanoseconds(1)

    var now: Instant { state.withLock { $0.now } }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let (isOver, observers) = state.withLock { state in
                    if state.cancelled.remove(id) != nil { return (true, [CheckedContinuation<Void, Never>]()) }
                    let length = state.now.duration(to: deadline)
                    state.sleepers[id] = Sleeper(length: length, until: deadline, continuation: continuation)
                    let observers = state.observers.filter { $0.length == length }.map(\.continuation)
                    state.observers.removeAll { $0.length == length }
                    return (false, observers)
                }
                if isOver { continuation.resume(throwing: CancellationError()) }
                for observer in observers { observer.resume() }
            }
        } onCancel: {
            let sleeper = state.withLock { state in
                let sleeper = state.sleepers.removeValue(forKey: id)
                if sleeper == nil { state.cancelled.insert(id) }
                return sleeper
            }
            sleeper?.continuation.resume(throwing: CancellationError())
        }
    }

    /// Waits until sleeps of a length are under way.
    func waitForSleep(of length: Duration, sleepers count: Int = 1) async {
        var areThere = false
        while !areThere {
            await withCheckedContinuation { continuation in
                areThere = state.withLock { state in
                    let areThere = state.sleepers.values.count { $0.length == length } >= count
                    if !areThere { state.observers.append((length, continuation)) }
                    return areThere
                }
                if areThere { continuation.resume() }
            }
        }
    }

    /// Waits until so many sleep for just so long, and moves the clock to the end of the first of these sleeps.
    func passSleep(of length: Duration, sleepers count: Int = 1) async {
        await waitForSleep(of: length, sleepers: count)
        let end = state.withLock { state in
            state.sleepers.values.filter { $0.length == length }.map(\.until).min() ?? state.now
        }
        advance(to: end)
    }

    /// Lets time pass, and wakes everybody whose sleep ends in it.
    func advance(by duration: Duration) { advance(to: now.advanced(by: duration)) }

    private func advance(to instant: Instant) {
        let woken = state.withLock { state in
            state.now = max(state.now, instant)
            let due = state.sleepers.filter { $0.value.until <= state.now }
            for id in due.keys { state.sleepers[id] = nil }
            return due.values.sorted { $0.until < $1.until }
        }
        for sleeper in woken { sleeper.continuation.resume() }
    }
}
