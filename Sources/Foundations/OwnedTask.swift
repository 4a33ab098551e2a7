/// A task that ends with its owner: it is cancelled when the last reference is released.
///
/// A caller that waits for the value may be cancelled without effect on the task, so several callers can share one.
package final class OwnedTask<Value: Sendable>: Sendable {
    private let task: Task<Value, Never>

    /// Starts the task.
    package init(_ operation: @escaping @Sendable () async -> Value) {
        task = Task { await operation() }
    }

    deinit { task.cancel() }

    package func cancel() { task.cancel() }

    /// Waits for the end of the task.
    package var value: Value { get async { await task.value } }
}

/// Runs work to completion even if the caller's task is cancelled, for example to reopen a database that was closed.
///
/// The caller waits for it, so it cannot outlive the call.
package func uncancelled<Value: Sendable, Failure: Error>(
    _ work: @escaping @Sendable () async throws(Failure) -> Value
) async throws(Failure) -> Value {
    let task = OwnedTask<Result<Value, Failure>> {
        do throws(Failure) { return .success(try await work()) } catch { return .failure(error) }
    }
    return try await task.value.get()
}
