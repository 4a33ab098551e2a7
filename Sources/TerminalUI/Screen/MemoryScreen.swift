import Synchronization

/// A screen for tests: records frames and receives events from the test.
package final class MemoryScreen: Screen {
    private struct State {
        var frames: [Frame] = []
        var isClosed = false
        var suspensions = 0
        var bells = 0
        var copies: [String] = []
        var waiting: [Waiter] = []
    }

    private struct Waiter {
        var condition: @Sendable (Frame) -> Bool
        var continuation: CheckedContinuation<Frame, Never>
    }

    /// The events passed to ``send(_:)``.
    package let events: AsyncStream<ScreenEvent>
    private let continuation: AsyncStream<ScreenEvent>.Continuation
    private let state = Mutex(State())

    package init(size: Size) {
        (events, continuation) = AsyncStream.makeStream(bufferingPolicy: .unbounded)
        continuation.yield(.resized(size))
    }

    /// Sends an event.
    package func send(_ event: ScreenEvent) {
        continuation.yield(event)
    }

    /// Sends key presses in order.
    package func press(_ keys: KeyPress...) {
        for key in keys { send(.key(key)) }
    }

    /// All drawn frames, oldest first.
    package var frames: [Frame] { state.withLock(\.frames) }

    /// Whether ``close()`` was called.
    package var isClosed: Bool { state.withLock(\.isClosed) }

    /// The number of ``suspend()`` calls.
    package var suspensions: Int { state.withLock(\.suspensions) }

    /// The number of ``ringBell()`` calls.
    package var bells: Int { state.withLock(\.bells) }

    /// The copied texts, in order.
    package var copies: [String] { state.withLock(\.copies) }

    /// Waits until the last frame satisfies a condition, and returns it.
    package func frame(where condition: @escaping @Sendable (Frame) -> Bool) async -> Frame {
        await withCheckedContinuation { continuation in
            let shown: Frame? = state.withLock { state in
                if let last = state.frames.last, condition(last) { return last }
                state.waiting.append(Waiter(condition: condition, continuation: continuation))
                return nil
            }
            if let shown { continuation.resume(returning: shown) }
        }
    }

    /// Records the frame.
    package func draw(_ frame: Frame) async {
        let satisfied = state.withLock { state in
            state.frames.append(frame)
            let satisfied = state.waiting.filter { $0.condition(frame) }
            state.waiting.removeAll { $0.condition(frame) }
            return satisfied
        }
        for waiter in satisfied { waiter.continuation.resume(returning: frame) }
    }

    /// Does nothing: memory needs no repainting.
    package func repaint() async {}

    package func suspend() async {
        state.withLock { $0.suspensions += 1 }
    }

    package func ringBell() async {
        state.withLock { $0.bells += 1 }
    }

    package func copy(_ text: String) async -> Bool {
        state.withLock { $0.copies.append(text) }
        return true
    }

    package func lend(while body: @Sendable () async -> Void) async {
        await body()
    }

    /// Finishes the event stream.
    package func close() async {
        state.withLock { $0.isClosed = true }
        continuation.finish()
    }
}
