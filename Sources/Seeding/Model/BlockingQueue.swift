import Dispatch
import Foundations

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
        let outcome = Promise<Swift.Result<Result, any Error>>()
        return try await withTaskCancellationHandler {
            if !Task.isCancelled { queue.async { outcome.fulfil(Swift.Result { try work() }) } }
            return try await outcome.value().get()
        } onCancel: {
            interrupt()
            outcome.fulfil(.failure(CancellationError()))
        }
    }
}
