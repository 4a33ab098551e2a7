import NIOCore

/// PostgreSQL: a new session with the service's own user and database answers `SELECT 1`.
///
/// Always a new session: that is what a starting backend needs, and a session that stays would hold its database
/// against `DROP DATABASE` and `CREATE DATABASE … TEMPLATE`.
struct PostgresProbe: ProtocolProbe {
    let kind = "postgres"
    let port: PortReference
    let user: String?
    let database: String?
    let password: String?
    let reactor: SocketReactor

    @concurrent
    func attempt(until deadline: ContinuousClock.Instant) async throws(ProbeFailure) -> String {
        let address = try await AddressResolver.resolve(try port.address(), until: deadline)
        let user = user ?? "postgres"
        let connection = try PostgresConnection(parameters: [
            "hostaddr": address.ipAddress ?? "127.0.0.1",
            "port": String(address.port ?? Int(port.port)),
            "user": user,
            "dbname": database ?? user,
            "password": password,
            "application_name": "cpadev probe",
            // The stack's own Postgres on this machine: no encryption, whose libraries cost megabytes, is asked for.
            "sslmode": "disable",
            "gssencmode": "disable",
        ])
        try await connection.open(reactor: reactor, until: deadline)
        try await connection.run("SELECT 1", reactor: reactor, until: deadline)
        return "PostgreSQL \(connection.serverVersion)"
    }
}
