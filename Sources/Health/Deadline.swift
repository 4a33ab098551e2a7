import Foundations

/// Enforces a deadline on library operations whose own timeouts are not reliable.
enum Deadline {
    /// Returns the result of `operation`, which is cancelled at the deadline and must return soon after.
    static func run<Value: Sendable>(
        until deadline: ContinuousClock.Instant,
        waitingFor what: String,
        _ operation: @escaping @Sendable () async -> Result<Value, ProbeFailure>
    ) async throws(ProbeFailure) -> Value {
        let result: Result<Value, ProbeFailure>
        do {
            let late = ProbeFailure.timedOut(what)
            result = try await TimeLimit.run(until: deadline, tolerance: .zero, late: late) { await operation() }
        } catch {
            result = .failure(error as? ProbeFailure ?? .cancelled)
        }
        return try result.get()
    }
}
