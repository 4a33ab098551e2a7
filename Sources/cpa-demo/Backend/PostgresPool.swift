import NIOPosix
import Synchronization

/// Sessions of one role with one database, kept for the next caller.
///
/// A reset of the seed data ends every session and puts another database into the place of this one. Whoever is in the
/// middle of reading then starts again, once, on a new session; what comes after finds the new rows.
final class PostgresPool: Sendable {
    /// For how long a database may be closed to new sessions while it is swapped.
    private static let pause = Duration.milliseconds(200)
    private static let idleLimit = 8

    private let url: String
    private let idle = Mutex<[PostgresSession]>([])

    init(_ url: String) { self.url = url }

    /// Runs the work with a session of its own, on a thread that may block: a second time, where the connection fails
    /// the first time. So work only reads.
    func read<Value: Sendable>(
        _ work: @escaping @Sendable (PostgresSession) throws(PostgresFailure) -> Value
    ) async throws -> Value {
        do {
            return try await attempt(work)
        } catch let failure as PostgresFailure where failure.cause == .connection {
            // The others have most likely been ended with it.
            idle.withLock { $0.removeAll() }
            try await Task.sleep(for: Self.pause)
            return try await attempt(work)
        }
    }

    private func attempt<Value: Sendable>(
        _ work: @escaping @Sendable (PostgresSession) throws(PostgresFailure) -> Value
    ) async throws -> Value {
        // libpq blocks, which the threads of the tasks and of the network must not.
        try await NIOThreadPool.singleton.runIfActive { [self] in
            let session = try idle.withLock { $0.popLast() } ?? PostgresSession(url)
            defer { keep(session) }
            return try work(session)
        }
    }

    private func keep(_ session: PostgresSession) {
        guard session.isIdle else { return }
        idle.withLock { if $0.count < Self.idleLimit { $0.append(session) } }
    }
}
