import Synchronization

/// Wakes any number of listeners whenever something has changed.
///
/// A wake-up carries no value: listeners look at the state itself. Several changes may cause one wake-up.
package final class WakeUps: Sendable {
    private struct State {
        /// Streams of this object alone end with it.
        var listeners: [UInt64: (stream: AsyncStream<Void>.Continuation, endsWithThis: Bool)] = [:]
        var nextID: UInt64 = 0
        var isClosed = false
    }

    private let state = Mutex(State())

    package init() {}

    /// A stream with an element for each wake-up. It ends with ``close()``.
    package func stream() -> AsyncStream<Void> {
        let (stream, continuation) = Self.makeStream()
        guard let id = add(continuation, endsWithThis: true) else {
            continuation.finish()
            return stream
        }
        continuation.onTermination = { [weak self] _ in self?.remove(id) }
        return stream
    }

    /// Returns a stream that several objects wake. It does not end with them, but their closing wakes it.
    ///
    /// - Parameter alarm: work that lives as long as the stream, and wakes it when it ends.
    package static func stream(
        of sources: [WakeUps],
        alarm: (@Sendable () async -> Void)? = nil
    ) -> AsyncStream<Void> {
        let (stream, continuation) = makeStream()
        let ids = sources.map { ($0, $0.add(continuation, endsWithThis: false)) }
        let tasks = OwnedTasks<Never>()
        if let alarm {
            tasks.run {
                await alarm()
                continuation.yield()
            }
        }
        continuation.onTermination = { _ in
            tasks.cancelAll()
            for case (let source, let id?) in ids { source.remove(id) }
        }
        return stream
    }

    private static func makeStream() -> (AsyncStream<Void>, AsyncStream<Void>.Continuation) {
        // One pending wake-up says as much as many, so a slow listener costs nothing.
        AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Returns nil after ``close()``.
    private func add(_ stream: AsyncStream<Void>.Continuation, endsWithThis: Bool) -> UInt64? {
        state.withLock { state in
            guard !state.isClosed else { return nil }
            state.nextID += 1
            state.listeners[state.nextID] = (stream, endsWithThis)
            return state.nextID
        }
    }

    private func remove(_ id: UInt64) { state.withLock { $0.listeners[id] = nil } }

    /// Whether a stream listens.
    package var hasListeners: Bool { state.withLock { !$0.listeners.isEmpty } }

    /// Wakes every listener.
    package func signal() {
        // Outside the lock: to resume a task that is being cancelled waits for the end of its stream, which takes the lock.
        let listeners = state.withLock { Array($0.listeners.values) }
        for listener in listeners { listener.stream.yield() }
    }

    /// Ends every stream of this object alone, and those made later.
    package func close() {
        let listeners = state.withLock { state in
            state.isClosed = true
            defer { state.listeners = [:] }
            return Array(state.listeners.values)
        }
        // Outside the lock, since a finished stream removes itself.
        for listener in listeners {
            if listener.endsWithThis { listener.stream.finish() } else { listener.stream.yield() }
        }
    }
}
