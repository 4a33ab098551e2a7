import NIOPosix
import Synchronization

/// A pool of sessions of one role with one database.
///
/// A reset of the seed data terminates every session and swaps the database for another one. A read that is interrupted
/// by this is retried once on a new session, which sees the new rows.
final class PostgresPool: Sendable {
    /// The delay before a retry, during which a swap may refuse new sessions.
    private static let pause = Duration.milliseconds(200)
    /// How long a read waits for a session, as long as the server lets a statement run.
    private static let patience = Duration.seconds(2)

    private let url: String
    private let idle = Mutex<[PostgresSession]>([])
    let slots: PoolSlots

    /// - Parameter size: The maximum number of sessions, at least 1.
    init(_ url: String, size: Int) {
        self.url = url
        slots = PoolSlots(limit: size)
    }

    /// The sessions that are open and not in use.
    var idleCount: Int { idle.withLock { min($0.count, slots.limit - slots.used) } }

    /// Runs work with its own session on a thread that may block. Retries once if the connection fails, so the work
    /// must only read.
    func read<Value: Sendable>(
        _ work: @escaping @Sendable (PostgresSession) throws(PostgresFailure) -> Value
    ) async throws -> Value {
        guard await slots.take(patience: Self.patience) else {
            throw PostgresFailure(cause: .exhausted, message: "all \(slots.limit) connections of the pool are in use")
        }
        defer { slots.release() }
        do {
            return try await attempt(work)
        } catch let failure as PostgresFailure where failure.cause == .connection {
            // The other sessions have most likely been terminated as well.
            idle.withLock { $0.removeAll() }
            try await Task.sleep(for: Self.pause)
            return try await attempt(work)
        }
    }

    private func attempt<Value: Sendable>(
        _ work: @escaping @Sendable (PostgresSession) throws(PostgresFailure) -> Value
    ) async throws -> Value {
        // libpq blocks, so it must not run on the threads of Swift concurrency or of an event loop.
        try await NIOThreadPool.singleton.runIfActive { [self] in
            let session = try idle.withLock { $0.popLast() } ?? PostgresSession(url)
            defer { keep(session) }
            return try work(session)
        }
    }

    private func keep(_ session: PostgresSession) {
        guard session.isIdle else { return }
        idle.withLock { $0.append(session) }
    }
}
