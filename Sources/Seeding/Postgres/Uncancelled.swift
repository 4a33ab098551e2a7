/// Runs work to completion even if the caller's task is cancelled, for example to reopen a database that was closed.
///
/// The task is not stored: the caller waits for it, so it cannot outlive the call.
func uncancelled<Value: Sendable>(_ work: @escaping @Sendable () async throws -> Value) async throws -> Value {
    try await Task { try await work() }.value
}
