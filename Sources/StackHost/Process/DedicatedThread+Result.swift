import Foundations

extension DedicatedThread {
    /// Runs blocking work on a thread of its own and returns its result. The caller suspends without blocking a thread.
    static func run<Value: Sendable>(
        _ name: String,
        _ work: @escaping @Sendable () throws(CommandFailure) -> Value
    ) async throws(CommandFailure) -> Value {
        let result: Result<Value, CommandFailure> = await withCheckedContinuation { continuation in
            do throws(StartError) {
                try start(named: name) {
                    continuation.resume(returning: Result { () throws(CommandFailure) in try work() })
                }
            } catch {
                continuation.resume(returning: .failure(CommandFailure(.failed, "\(name): \(error)")))
            }
        }
        return try result.get()
    }
}
