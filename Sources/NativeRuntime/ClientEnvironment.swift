import ComposeModel
import Runtime

/// The PATH entries and connection variables that let client programs reach a service's server.
struct ClientEnvironment {
    private let launch: Launch

    init(_ launch: Launch) { self.launch = launch }

    /// Returns `path` with the directories of the server's own programs in front, unless they are already in it.
    func path(before path: String) -> String {
        guard let binary = launch.binary?.path, binary.hasPrefix("/"), let slash = binary.lastIndex(of: "/") else {
            return path
        }
        let folder = String(binary[..<slash])
        var folders = [folder]
        // Debian installs daemons in sbin and their clients in bin.
        if folder.hasSuffix("/sbin") { folders.append(folder.dropLast(4) + "bin") }
        let known = path.split(separator: ":").map(String.init)
        folders.removeAll { $0.isEmpty || known.contains($0) }
        return (folders + known).joined(separator: ":")
    }

    /// The variables that client programs of the server read. The server is recognized by its container port, not by
    /// the service's name.
    var addresses: [String: String] {
        var result: [String: String] = [:]
        if let postgres = binding(5432) {
            let login = postgresLogin
            result["PGHOST"] = postgres.host
            result["PGPORT"] = String(postgres.published)
            result["PGUSER"] = login.user
            result["PGDATABASE"] = login.database
            result["PGPASSWORD"] = login.password
        }
        if binding(6379) != nil, case .redis(_, let password?)? = launch.service.settings.probe {
            result["REDISCLI_AUTH"] = password
        }
        if let temporal = binding(7233) {
            result["TEMPORAL_ADDRESS"] = "\(temporal.host):\(temporal.published)"
            result["TEMPORAL_NAMESPACE"] = launch.environment["DEFAULT_NAMESPACE"]
        }
        if let aws = binding(4566) {
            result["AWS_ENDPOINT_URL"] = "http://\(aws.host):\(aws.published)"
            result["AWS_DEFAULT_REGION"] = "us-east-1"
            // The emulator accepts any credentials, but clients require some.
            result["AWS_ACCESS_KEY_ID"] = "test"
            result["AWS_SECRET_ACCESS_KEY"] = "test"
        }
        return result
    }

    private func binding(_ port: UInt16) -> Launch.Binding? { launch.bindings.first { $0.target == port } }

    /// The login of the probe, falling back to the image's variables.
    private var postgresLogin: (user: String, database: String, password: String?) {
        var (user, database, password): (String?, String?, String?) = (nil, nil, nil)
        if case .postgres(_, let probeUser, let probeDatabase, let probePassword)? = launch.service.settings.probe {
            (user, database, password) = (probeUser, probeDatabase, probePassword)
        }
        let name = user ?? launch.environment["POSTGRES_USER"] ?? "postgres"
        return (
            name, database ?? launch.environment["POSTGRES_DB"] ?? name,
            password ?? launch.environment["POSTGRES_PASSWORD"]
        )
    }
}
