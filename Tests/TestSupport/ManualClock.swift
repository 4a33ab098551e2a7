import Synchronization

/// A clock that stands until a test moves it. Any number of tasks may sleep.
package final class ManualClock: Clock {
    package struct Instant: InstantProtocol {
        package var sinceStart: Duration

        package func advanced(by duration: Duration) -> Instant { Instant(sinceStart: sinceStart + duration) }
        package func duration(to other: Instant) -> Duration { other.sinceStart - sinceStart }
        package static func < (left: Instant, right: Instant) -> Bool { left.sinceStart < right.sinceStart }
    }

    private struct Sleeper {
        var length: Duration
        var until: Instant
        var continuation: CheckedContinuation<Void, any Error>
    }

    /// A test that waits for a sleep.
    private struct Observer {
        /// The length of the sleep; nil for any.
        var length: Duration?
        var continuation: CheckedContinuation<Void, Never>

        func awaits(_ other: Duration) -> Bool { length == nil || length == other }
    }

    private struct State {
        var now = Instant(sinceStart: .zero)
        var nextID = 0
        var sleepers: [Int: Sleeper] = [:]
        var cancelled: Set<Int> = []
        var observers: [Observer] = []
    }

    private let state = Mutex(State())

    package let minimumResolution = Duration.nanoseconds(1)

    /// Creates a clock at zero.
    package init() {}

    package var now: Instant { state.withLock { $0.now } }

    package func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let (isOver, observers) = state.withLock { state in
                    if state.cancelled.remove(id) != nil { return (true, [Observer]()) }
                    let length = state.now.duration(to: deadline)
                    state.sleepers[id] = Sleeper(length: length, until: deadline, continuation: continuation)
                    let observers = state.observers.filter { $0.awaits(length) }
                    state.observers.removeAll { $0.awaits(length) }
                    return (false, observers)
                }
                if isOver { continuation.resume(throwing: CancellationError()) }
                for observer in observers { observer.continuation.resume() }
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

    /// Waits until a task sleeps.
    package func waitForSleep() async { await waitForSleepers(1, length: nil) }

    /// Waits until sleeps of a length are under way.
    package func waitForSleep(of length: Duration, sleepers count: Int = 1) async {
        await waitForSleepers(count, length: length)
    }

    /// Waits until so many sleep for just so long, and moves the clock to the end of the first of these sleeps.
    package func passSleep(of length: Duration, sleepers count: Int = 1) async {
        await waitForSleep(of: length, sleepers: count)
        let end = state.withLock { state in
            state.sleepers.values.filter { $0.length == length }.map(\.until).min() ?? state.now
        }
        advance(to: end)
    }

    /// Waits until a task sleeps, and moves the clock to the end of the first sleep.
    /// - Returns: that end, since the start of the clock.
    package func advanceToNextWaking() async -> Duration {
        await waitForSleepers(1, length: nil)
        let end = state.withLock { state in state.sleepers.values.map(\.until).min() ?? state.now }
        advance(to: end)
        return end.sinceStart
    }

    /// Lets time pass, and wakes every task whose sleep ends in it.
    package func advance(by duration: Duration) { advance(to: now.advanced(by: duration)) }

    private func advance(to instant: Instant) {
        let woken = state.withLock { state in
            state.now = max(state.now, instant)
            let due = state.sleepers.filter { $0.value.until <= state.now }
            for id in due.keys { state.sleepers[id] = nil }
            return due.values.sorted { $0.until < $1.until }
        }
        for sleeper in woken { sleeper.continuation.resume() }
    }

    /// - Parameter length: the length of the sleeps that count; nil for all.
    private func waitForSleepers(_ count: Int, length: Duration?) async {
        var areThere = false
        while !areThere {
            await withCheckedContinuation { continuation in
                areThere = state.withLock { state in
                    let observer = Observer(length: length, continuation: continuation)
                    let areThere = state.sleepers.values.count { observer.awaits($0.length) } >= count
                    if !areThere { state.observers.append(observer) }
                    return areThere
                }
                if areThere { continuation.resume() }
            }
        }
    }
}
