/// Bounds operations of libraries that have timeouts of their own but no promise to keep them.
enum Deadline {
    /// The result of `operation`, which must end soon after its cancellation; it is cancelled at the deadline.
    static func run<Value: Sendable>(
        until deadline: ContinuousClock.Instant,
        waitingFor what: String,
        _ operation: @escaping @Sendable () async -> Result<Value, ProbeFailure>
    ) async throws(ProbeFailure) -> Value {
        let result = await withTaskGroup(of: Result<Value, ProbeFailure>.self) { group in
            group.addTask { await operation() }
            group.addTask {
                do {
                    try await Task.sleep(until: deadline, tolerance: .zero, clock: .continuous)
                    return .failure(.timedOut(what))
                } catch {
                    return .failure(.cancelled)
                }
            }
            defer { group.cancelAll() }
            return await group.next() ?? .failure(.cancelled)
        }
        return try result.get()
    }
}
