import Synchronization

/// Time limits for work such as a conversation with a peer that may fall silent.
package enum TimeLimit {
    /// Runs work and cancels it when its time is up. The work must then end soon, since this call waits for it.
    ///
    /// - Throws: `late` if the time was up first, else the work's own error.
    package static func run<Value: Sendable>(
        _ limit: Duration,
        late: some Error,
        _ work: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        try await run(until: .now + limit, late: late, work)
    }

    /// Runs work and cancels it at the deadline. The work must then end soon, since this call waits for it.
    ///
    /// - Throws: `late` if the deadline passed first, else the work's own error.
    package static func run<Value: Sendable>(
        until deadline: ContinuousClock.Instant,
        tolerance: Duration? = nil,
        late: some Error,
        _ work: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        try await run(work) {
            try await Task.sleep(until: deadline, tolerance: tolerance, clock: .continuous)
            throw late
        }
    }

    /// Runs work for as long as it makes progress, and cancels it after `limit` without any.
    ///
    /// - Parameter work: calls its argument on each progress, such as received data.
    package static func run<Value: Sendable>(
        silence limit: Duration,
        late: some Error,
        _ work: @escaping @Sendable (_ progress: @escaping @Sendable () -> Void) async throws -> Value
    ) async throws -> Value {
        let latest = Latest()
        return try await run({ try await work { latest.touch() } }) {
            while case let deadline = latest.time + limit, deadline > .now {
                try await Task.sleep(until: deadline, clock: .continuous)
            }
            throw late
        }
    }

    /// Runs work until it ends or the alarm throws, and cancels the other.
    ///
    /// - Throws: the error of whichever ended first.
    package static func run<Value: Sendable>(
        _ work: @escaping @Sendable () async throws -> Value,
        alarm: @escaping @Sendable () async throws -> Never
    ) async throws -> Value {
        try await withThrowingTaskGroup(of: Value.self) { group in
            defer { group.cancelAll() }
            group.addTask { try await work() }
            group.addTask { try await alarm() }
            guard let first = try await group.next() else { throw CancellationError() }
            return first
        }
    }

    /// Waits for work that must not be cancelled, at most for a time. The work goes on when that is over; only a
    /// cancellation of this call cancels it.
    /// - Returns: whether the work was done in time.
    package static func wait(atMost limit: Duration, for work: @escaping @Sendable () async -> Void) async -> Bool {
        let (ends, continuation) = AsyncStream.makeStream(of: Bool.self, bufferingPolicy: .bufferingOldest(1))
        // Not a child of this call, which would have to wait for it.
        let working = Task {
            await work()
            continuation.yield(true)
        }
        let timer = OwnedTask {
            try? await Task.sleep(for: limit)
            continuation.yield(false)
        }
        defer { timer.cancel() }
        for await isDone in ends { return isDone }
        working.cancel()
        return false
    }

    /// The time of the latest progress.
    private final class Latest: Sendable {
        private let instant = Mutex(ContinuousClock.now)

        var time: ContinuousClock.Instant { instant.withLock { $0 } }

        func touch() { instant.withLock { $0 = .now } }
    }
}
