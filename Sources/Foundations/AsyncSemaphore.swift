import Synchronization

/// A FIFO semaphore: lets a limited number of callers, by default one, run at a time.
package final class AsyncSemaphore: Sendable {
    private struct State {
        var inside = 0
        var queue: [(id: UInt64, continuation: CheckedContinuation<Void, any Error>)] = []
        var nextID: UInt64 = 0
    }

    private let width: Int
    private let state = Mutex(State())

    package init(width: Int = 1) { self.width = width }

    /// Whether a caller is inside.
    package var isBusy: Bool { state.withLock { $0.inside > 0 } }

    /// Runs the work once there is room for it, in order of arrival.
    ///
    /// - Throws: `CancellationError` if the task is cancelled while it waits; else the work's error.
    package func pass<Result: Sendable>(_ work: () async throws -> Result) async throws -> Result {
        try await enter()
        defer { leave() }
        return try await work()
    }

    private func enter() async throws {
        try Task.checkCancellation()
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                let result: Result<Void, any Error>? = state.withLock { state in
                    if state.inside < width {
                        state.inside += 1
                        return .success(())
                    }
                    // The handler finds nothing in the queue if the cancellation precedes this.
                    if Task.isCancelled { return .failure(CancellationError()) }
                    state.queue.append((id, continuation))
                    return nil
                }
                if let result { continuation.resume(with: result) }
            }
        } onCancel: {
            let waiting: CheckedContinuation<Void, any Error>? = state.withLock { state in
                guard let index = state.queue.firstIndex(where: { $0.id == id }) else { return nil }
                return state.queue.remove(at: index).continuation
            }
            waiting?.resume(throwing: CancellationError())
        }
    }

    /// Hands the slot to the next waiter, if any.
    private func leave() {
        let next: CheckedContinuation<Void, any Error>? = state.withLock { state in
            guard state.queue.isEmpty else { return state.queue.removeFirst().continuation }
            state.inside -= 1
            return nil
        }
        next?.resume()
    }
}
