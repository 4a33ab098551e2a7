import Dispatch
import Synchronization

/// A dedicated thread for blocking C calls. Work items run one at a time, in call order.
final class BlockingQueue: Sendable {
    private let queue: DispatchQueue

    init(label: String) { queue = DispatchQueue(label: label) }

    /// Runs `work` on the queue's thread. Task cancellation does not interrupt it.
    func run<Result: Sendable>(_ work: @escaping @Sendable () throws -> Result) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Swift.Result { try work() }) }
        }
    }

    /// Runs `work` on the queue's thread, but stops waiting for it when the task is cancelled: the call throws
    /// `CancellationError` at once and the result of `work` is discarded.
    /// - Parameter interrupt: makes `work` finish soon. It is called when the task is cancelled, from any thread.
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

    /// The waiting caller of one `run`. It is resumed exactly once, by the work or by the cancellation.
    private final class Waiter<Result: Sendable>: Sendable {
        private enum State {
            case notYet
            case waiting(CheckedContinuation<Result, any Error>)
            case gone
        }

        private let state = Mutex(State.notYet)

        /// - Returns: whether the caller must wait; if not, the continuation has been resumed.
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
