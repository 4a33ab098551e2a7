import ControlAPI
import FoundationEssentials
import Synchronization

/// How far the operation under way is. Loaders write to it from any thread; who listens is woken, never waited for.
final class ProgressBoard: Sendable {
    private struct State {
        var operation: DataOperation?
        var listeners: [UInt64: AsyncStream<Void>.Continuation] = [:]
        var nextListener: UInt64 = 0
        var isClosed = false
    }

    private let state = Mutex(State())

    /// What is under way; nil while nothing is.
    var operation: DataOperation? { state.withLock { $0.operation } }

    /// Begins an operation, or ends it with nil.
    func show(_ operation: DataOperation?) {
        state.withLock { $0.operation = operation }
        changed()
    }

    /// Notes how far a store's part for a firm is. A part that was not announced is added.
    func note(_ store: StoreName, _ firm: String?, done: Int, total: Int, isFinished: Bool = false) {
        let step = DataOperation.Step(
            store: store.rawValue,
            firm: firm,
            done: done,
            total: total,
            isFinished: isFinished
        )
        state.withLock { state in
            guard state.operation != nil else { return }
            if let index = state.operation?.steps.firstIndex(where: { $0.store == step.store && $0.firm == firm }) {
                state.operation?.steps[index] = step
            } else {
                state.operation?.steps.append(step)
            }
        }
        changed()
    }

    /// Tells all who listen that something is new.
    func changed() {
        state.withLock { state in
            for listener in state.listeners.values { listener.yield() }
        }
    }

    /// Wakes up whenever something is new; several changes may make one wake-up. Ends with ``close()``.
    func wakeUps() -> AsyncStream<Void> {
        // One pending wake-up says as much as many.
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let id: UInt64? = state.withLock { state in
            guard !state.isClosed else { return nil }
            state.nextListener += 1
            state.listeners[state.nextListener] = continuation
            return state.nextListener
        }
        guard let id else {
            continuation.finish()
            return stream
        }
        continuation.onTermination = { [weak self] _ in
            self?.state.withLock { $0.listeners[id] = nil }
        }
        return stream
    }

    /// Ends all streams.
    func close() {
        let listeners = state.withLock { state in
            state.isClosed = true
            defer { state.listeners = [:] }
            return Array(state.listeners.values)
        }
        for listener in listeners { listener.finish() }
    }
}
