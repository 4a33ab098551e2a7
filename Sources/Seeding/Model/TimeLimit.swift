/// Ends work that takes too long, such as a conversation with a peer that says nothing.
enum TimeLimit {
    /// Runs the work, and cancels it when its time is up. The work must end soon after that: it is waited for.
    /// - Throws: `late` when the time was up first, else what the work throws.
    static func run<Value: Sendable>(
        _ limit: Duration,
        late: SeedingError,
        _ work: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        try await withThrowingTaskGroup(of: Value.self) { group in
            defer { group.cancelAll() }
            group.addTask { try await work() }
            group.addTask {
                try await Task.sleep(for: limit)
                throw late
            }
            guard let first = try await group.next() else { throw late }
            return first
        }
    }
}
