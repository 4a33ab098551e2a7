import Synchronization

/// Holds the stores of a step back until its rows are in place: they compare meanwhile, and change nothing.
final class Gate: Sendable {
    private enum State {
        case waiting([UInt64: CheckedContinuation<Void, any Error>])
        case open
        /// The rows failed, so nothing is to be changed.
        case closed
    }

    /// The gate was closed: nothing is to be changed, and nothing was.
    struct Closed: Error {}

    private let state = Mutex<(state: State, next: UInt64)>((.waiting([:]), 0))

    /// Waits until the gate opens.
    /// - Throws: ``Closed`` where it is closed instead; `CancellationError` where the task is cancelled.
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

    /// Lets everybody through who waits or comes.
    func open() { end(.open, .success(())) }

    /// Turns everybody away. Does nothing where the gate is open.
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
