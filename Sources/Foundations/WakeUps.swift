import Synchronization

/// Wakes any number of listeners whenever something has changed.
///
/// A wake-up carries no value: listeners look at the state itself. Several changes may cause one wake-up.
package final class WakeUps: Sendable {
    private struct State {
        var listeners: [UInt64: AsyncStream<Void>.Continuation] = [:]
        var nextID: UInt64 = 0
        var isClosed = false
    }

    private let state = Mutex(State())

    package init() {}

    /// A stream with an element for each wake-up. It ends with ``close()``.
    package func stream() -> AsyncStream<Void> {
        // One pending wake-up says as much as many, so a slow listener costs nothing.
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let id: UInt64? = state.withLock { state in
            guard !state.isClosed else { return nil }
            state.nextID += 1
            state.listeners[state.nextID] = continuation
            return state.nextID
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

    /// Wakes every listener.
    package func signal() {
        state.withLock { state in
            for listener in state.listeners.values { listener.yield() }
        }
    }

    /// Ends every stream, and those made later.
    package func close() {
        let listeners = state.withLock { state in
            state.isClosed = true
            defer { state.listeners = [:] }
            return Array(state.listeners.values)
        }
        for listener in listeners { listener.finish() }
    }
}
