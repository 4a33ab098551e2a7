import Dispatch
import Synchronization

/// A thread of its own for C calls that block. Work is done one after the other, in the order of the calls.
final class BlockingQueue: Sendable {
    private let queue: DispatchQueue

    init(label: String) { queue = DispatchQueue(label: label) }

    /// Runs the work on the queue's thread. It is not interrupted when the task is cancelled.
    func run<Result: Sendable>(_ work: @escaping @Sendable () throws -> Result) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Swift.Result { try work() }) }
        }
    }

    /// Runs the work on the queue's thread, and waits for it no longer when the task is cancelled: it throws
    /// `CancellationError` at once, and what the work comes to is dropped.
    /// - Parameter interrupt: makes the work end soon; called when the task is cancelled, from any thread.
    func run<Result: Sendable>(
        interrupt: @escaping @Sendable () -> Void,
        _ work: @escaping @Sendable () throws -> Result
    ) async throws -> Result {
        let waiter = Waiter<Result>()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                guard waiter.wait(continuation) else { return }
                queue.async { waiter.resume(with: Swift.Result { try work() }) }
            }
        } onCancel: {
            interrupt()
            waiter.resume(with: .failure(CancellationError()))
        }
    }

    /// The caller of one call, who is resumed once: by the work or by the cancellation.
    private final class Waiter<Result: Sendable>: Sendable {
        private enum State {
            case notYet
            case waiting(CheckedContinuation<Result, any Error>)
            case gone
        }

        private let state = Mutex(State.notYet)

        /// - Returns: whether there is something to wait for; else the continuation was resumed.
        func wait(_ continuation: CheckedContinuation<Result, any Error>) -> Bool {
            let isGone = state.withLock { state in
                if case .gone = state { return true }
                state = .waiting(continuation)
                return false
            }
            if isGone { continuation.resume(throwing: CancellationError()) }
            return !isGone
        }

        func resume(with result: Swift.Result<Result, any Error>) {
            let waiting = state.withLock { state -> CheckedContinuation<Result, any Error>? in
                defer { state = .gone }
                if case .waiting(let continuation) = state { return continuation }
                return nil
            }
            waiting?.resume(with: result)
        }
    }
}
