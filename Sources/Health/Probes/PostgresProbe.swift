import NIOCore

/// A PostgreSQL server: ready when a new session with the service's user and database answers `SELECT 1`.
///
/// The session is always new, since that is what a starting backend needs. A permanent session would block
/// `DROP DATABASE` and `CREATE DATABASE … TEMPLATE` on its database.
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
            // The server belongs to the stack on this host, so encryption, whose libraries use megabytes, is disabled.
            "sslmode": "disable",
            "gssencmode": "disable",
        ])
        try await connection.open(reactor: reactor, until: deadline)
        try await connection.run("SELECT 1", reactor: reactor, until: deadline)
        return "PostgreSQL \(connection.serverVersion)"
    }
}
