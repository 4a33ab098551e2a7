import Synchronization

/// A screen without a terminal: keeps what is drawn, and takes events from a test.
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

    /// What ``send(_:)`` was given.
    package let events: AsyncStream<ScreenEvent>
    private let continuation: AsyncStream<ScreenEvent>.Continuation
    private let state = Mutex(State())

    /// A screen of a size.
    package init(size: Size) {
        (events, continuation) = AsyncStream.makeStream(bufferingPolicy: .unbounded)
        continuation.yield(.resized(size))
    }

    /// Lets something happen at the screen.
    package func send(_ event: ScreenEvent) {
        continuation.yield(event)
    }

    /// Presses keys one after the other.
    package func press(_ keys: KeyPress...) {
        for key in keys { send(.key(key)) }
    }

    /// Every frame that was drawn, oldest first.
    package var frames: [Frame] { state.withLock(\.frames) }

    /// Whether ``close()`` was called.
    package var isClosed: Bool { state.withLock(\.isClosed) }

    /// How often ``suspend()`` was called.
    package var suspensions: Int { state.withLock(\.suspensions) }

    /// How often the bell rang.
    package var bells: Int { state.withLock(\.bells) }

    /// What was copied, in order.
    package var copies: [String] { state.withLock(\.copies) }

    /// The frame that is shown when the condition holds; waits for it.
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

    /// Keeps the frame.
    package func draw(_ frame: Frame) async {
        let satisfied = state.withLock { state in
            state.frames.append(frame)
            let satisfied = state.waiting.filter { $0.condition(frame) }
            state.waiting.removeAll { $0.condition(frame) }
            return satisfied
        }
        for waiter in satisfied { waiter.continuation.resume(returning: frame) }
    }

    /// Does nothing: memory is always valid.
    package func repaint() async {}

    /// Counts.
    package func suspend() async {
        state.withLock { $0.suspensions += 1 }
    }

    /// Counts.
    package func ringBell() async {
        state.withLock { $0.bells += 1 }
    }

    /// Keeps the text.
    package func copy(_ text: String) async -> Bool {
        state.withLock { $0.copies.append(text) }
        return true
    }

    /// Runs the body.
    package func lend(while body: @Sendable () async -> Void) async {
        await body()
    }

    /// Ends the events.
    package func close() async {
        state.withLock { $0.isClosed = true }
        continuation.finish()
    }
}
