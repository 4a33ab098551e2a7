/// Runs work to its end although the caller's task is cancelled: what closes a database must come to open it again.
///
/// The task is not stored, since the caller waits for it: it cannot outlive the call.
func uncancelled<Value: Sendable>(_ work: @escaping @Sendable () async throws -> Value) async throws -> Value {
    try await Task { try await work() }.value
}
