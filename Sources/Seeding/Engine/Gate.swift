import Synchronization

/// Holds a step's stores back until its rows are in place. Meanwhile they compare but change nothing.
final class Gate: Sendable {
    private enum State {
        case waiting([UInt64: CheckedContinuation<Void, any Error>])
        case open
        /// The rows failed, so nothing may be changed.
        case closed
    }

    /// Thrown when the gate was closed. The caller must change nothing, and has changed nothing yet.
    struct Closed: Error {}

    private let state = Mutex<(state: State, next: UInt64)>((.waiting([:]), 0))

    /// Waits until the gate opens.
    /// - Throws: ``Closed`` if it is closed instead; `CancellationError` if the task is cancelled.
    func pass() async throws {
        let id = state.withLock { state in
            state.next += 1
            return state.next
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let result: Result<Void, any Error>? = state.withLock { state in
                    switch state.state {
                    case .open: return .success(())
                    case .closed: return .failure(Closed())
                    case .waiting(var waiting):
                        if Task.isCancelled { return .failure(CancellationError()) }
                        waiting[id] = continuation
                        state.state = .waiting(waiting)
                        return nil
                    }
                }
                if let result { continuation.resume(with: result) }
            }
        } onCancel: {
            let waiter: CheckedContinuation<Void, any Error>? = state.withLock { state in
                guard case .waiting(var waiting) = state.state else { return nil }
                defer { state.state = .waiting(waiting) }
                return waiting.removeValue(forKey: id)
            }
            waiter?.resume(throwing: CancellationError())
        }
    }

    /// Lets all present and future callers through.
    func open() { end(.open, .success(())) }

    /// Fails all present and future callers. Does nothing if the gate is open.
    func close() { end(.closed, .failure(Closed())) }

    private func end(_ next: State, _ result: Result<Void, any Error>) {
        let waiting: [UInt64: CheckedContinuation<Void, any Error>] = state.withLock { state in
            guard case .waiting(let waiting) = state.state else { return [:] }
            state.state = next
            return waiting
        }
        for waiter in waiting.values { waiter.resume(with: result) }
    }
}
