import Synchronization

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

    /// Runs work that goes on as long as there is progress, and cancels it after so long without any.
    /// - Parameter work: calls its argument whenever something came.
    static func run<Value: Sendable>(
        silence limit: Duration,
        late: SeedingError,
        _ work: @escaping @Sendable (_ progress: @escaping @Sendable () -> Void) async throws -> Value
    ) async throws -> Value {
        let latest = Latest()
        return try await withThrowingTaskGroup(of: Value.self) { group in
            defer { group.cancelAll() }
            group.addTask { try await work { latest.touch() } }
            group.addTask {
                while case let deadline = latest.time + limit, deadline > .now {
                    try await Task.sleep(until: deadline)
                }
                throw late
            }
            guard let first = try await group.next() else { throw late }
            return first
        }
    }

    /// When there was progress last.
    private final class Latest: Sendable {
        private let instant = Mutex(ContinuousClock.now)

        var time: ContinuousClock.Instant { instant.withLock { $0 } }

        func touch() { instant.withLock { $0 = .now } }
    }
}
