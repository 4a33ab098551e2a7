import Foundations

/// Limits how many queries Prometheus computes at once.
///
/// A query that takes long gives its place to the next, so that one that hangs delays no other.
package struct QueryGate: Sendable {
    private let semaphore: AsyncSemaphore
    private let patience: Duration

    /// - Parameter patience: How long a query keeps its place.
    package init(width: Int = 6, patience: Duration = .seconds(2)) {
        semaphore = AsyncSemaphore(width: width)
        self.patience = patience
    }

    /// Runs a query once there is room for it. A cancellation cancels the query.
    func pass<Value: Sendable>(
        _ query: @escaping @Sendable () async throws(MonitoringError) -> Value
    ) async throws(MonitoringError) -> Value {
        let running: OwnedTask<Result<Value, MonitoringError>>
        do {
            running = try await semaphore.pass {
                let task = OwnedTask<Result<Value, MonitoringError>> {
                    do throws(MonitoringError) { return .success(try await query()) } catch { return .failure(error) }
                }
                await withTaskCancellationHandler {
                    _ = await TimeLimit.wait(atMost: patience) { _ = await task.value }
                } onCancel: {
                    task.cancel()
                }
                return task
            }
        } catch { throw MonitoringError(.unreachable, "the query was cancelled") }
        let result = await withTaskCancellationHandler {
            await running.value
        } onCancel: {
            running.cancel()
        }
        return try result.get()
    }
}
