import NIOCore
import Synchronization

/// A PostgreSQL server: ready when a new session with the service's user and database answers `SELECT 1`.
///
/// The session is always new, since that is what a starting backend needs. A permanent session would block
/// `DROP DATABASE` and `CREATE DATABASE … TEMPLATE` on its database.
///
/// While the server is healthy, five of six checks end where it asks for the password: only a server that accepts sessions
/// asks, and SCRAM's 4,096 hashes were a fifth of what an idle supervisor cost.
struct PostgresProbe: ProtocolProbe {
    let kind = "postgres"
    let port: PortReference
    let user: String?
    let database: String?
    let password: String?
    let reactor: SocketReactor
    let sessions = PostgresSessions()

    @concurrent
    func attempt(until deadline: ContinuousClock.Instant) async throws(ProbeFailure) -> String {
        do throws(ProbeFailure) {
            return "PostgreSQL \(try await version(until: deadline))"
        } catch {
            sessions.forget()
            throw error
        }
    }

    private func version(until deadline: ContinuousClock.Instant) async throws(ProbeFailure) -> String {
        let address = try await AddressResolver.resolve(try port.address(), until: deadline)
        let user = user ?? "postgres"
        let connection = try PostgresConnection(parameters: [
            "hostaddr": address.ipAddress ?? "127.0.0.1",
            "port": String(address.port ?? Int(port.port)),
            "user": user,
            "dbname": database ?? user,
            "password": password,
            "application_name": "cpadev probe",
            // The server belongs to the stack on this host, so encryption, whose libraries use megabytes, is disabled.
            "sslmode": "disable",
            "gssencmode": "disable",
        ])
        if let version = sessions.versionWithoutSession(),
            try await connection.isAskedForPassword(reactor: reactor, until: deadline)
        {
            return version
        }
        try await connection.open(reactor: reactor, until: deadline)
        try await connection.run("SELECT 1", reactor: reactor, until: deadline)
        sessions.record(connection.serverVersion)
        return connection.serverVersion
    }
}

/// What the last session of a probe found.
final class PostgresSessions: Sendable {
    private static let checksPerSession = 6

    private let last = Mutex<(version: String, checks: Int)?>(nil)

    func record(_ version: String) { last.withLock { $0 = (version, 1) } }

    func forget() { last.withLock { $0 = nil } }

    /// Counts a check. Returns the version of the last session, or nil if the check needs a session.
    func versionWithoutSession() -> String? {
        last.withLock { last in
            guard let (version, checks) = last, checks < Self.checksPerSession else { return nil }
            last = (version, checks + 1)
            return version
        }
    }
}
