import Foundation
import TestSupport
import Testing

@testable import Seeding

/// A real PostgreSQL on a free port of loopback, one for all suites of a run. Each test uses databases and a stack of its
/// own in it.
///
/// A shell stands between the tests and the server, and reads from a pipe that only the tests' process can write to:
/// whatever that process dies of, the shell ends the server and removes its folder.
struct PostgresServer: Sendable {
    let port: UInt16
    /// Where the programs are, `psql` among them.
    let programs: String
    static let user = "cpadev"

    /// A test whose server is missing is skipped at home and fails in CI.
    static var isWanted: Bool { Capability.wants(folder != nil) }

    /// The server of this run, started when it is first asked for.
    static func shared() async throws -> PostgresServer { try await running.value }

    private static let running = Task { try await start() }

    // MARK: Databases

    func endpoint(_ database: String) -> StoreEndpoints.Postgres {
        StoreEndpoints.Postgres(
            address: StoreEndpoints.Address(host: "127.0.0.1", port: port),
            user: Self.user,
            password: "",
            database: database
        )
    }

    /// A name that no other test has.
    static func uniqueName(_ beginning: String = "cpa") -> String {
        "\(beginning)_\(UUID().uuidString.lowercased().prefix(8))"
    }

    /// A session in a database, by default the maintenance database.
    func open(_ database: String = "postgres") async throws -> PostgresLink {
        try await PostgresLink(endpoint(database), settings: PostgresStore.settings)
    }

    /// Runs one or more statements in a session of its own.
    @discardableResult
    func run(_ statement: String, in database: String = "postgres") async throws -> PostgresRows {
        let link = try await open(database)
        let result = await attempt { try await link.runScript(statement) }
        await link.close()
        return try result.get()
    }

    // MARK: Starting

    private static func start() async throws -> PostgresServer {
        let folder = try #require(folder, "PostgreSQL is not installed: scripts/services/postgres install")
        let directory = NSTemporaryDirectory() + "cpadev-seeding-\(UUID())"
        let port = LoopbackPort.free()
        try await GuardedScript.start(startScript, [folder, directory, "\(port)", user])
        return PostgresServer(port: port, programs: folder)
    }

    /// Prints a line when the server can be used, or its log when it cannot. PostgreSQL refuses to run as root.
    private static let startScript = """
        set -u; programs=$1 directory=$2 port=$3 user=$4
        as=(); [[ $(id -u) != 0 ]] || as=(setpriv --reuid=65534 --regid=65534 --clear-groups --)
        mkdir -m 0700 "$directory" && cd "$directory" || exit
        [[ ${#as[@]} == 0 ]] || chown 65534:65534 "$directory"
        LD_LIBRARY_PATH=${programs%/bin}/lib${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}; export LD_LIBRARY_PATH
        {
            "${as[@]}" "$programs/initdb" -D "$directory/cluster" -U "$user" -A trust -E UTF8 --locale=C.UTF-8 -N \\
                --no-instructions &&
                exec "${as[@]}" "$programs/postgres" -D "$directory/cluster" -c listen_addresses=127.0.0.1 \\
                    -c port="$port" -c unix_socket_directories= -c fsync=off -c full_page_writes=off \\
                    -c wal_level=minimal -c max_wal_senders=0 -c max_wal_size=4GB -c checkpoint_timeout=30min \\
                    -c shared_buffers=128MB -c jit=off -c max_prepared_transactions=10
        } >"$directory/log" 2>&1 &
        for ((i = 0; i < 300; i++)); do
            if "$programs/pg_isready" -q -h 127.0.0.1 -p "$port" -U "$user"; then ready=yes; break; fi
            kill -0 $! 2>/dev/null || break
            sleep 0.05
        done
        if [[ ${ready:-} ]]; then echo ready; else cat "$directory/log"; fi
        exec >&-
        cat >/dev/null
        kill -INT $! 2>/dev/null; wait
        cd / && rm -rf "$directory"
        """

    /// The folder of the programs: what CPADEV_POSTGRES_BIN names, what the launcher fetched, or what is installed.
    private static let folder: String? = {
        let environment = ProcessInfo.processInfo.environment
        if let own = environment["CPADEV_POSTGRES_BIN"] { return (own as NSString).deletingLastPathComponent }
        let home = environment["XDG_CACHE_HOME"] ?? (environment["HOME"] ?? "/nowhere") + "/.cache"
        let caches = [environment["CPADEV_CACHE_DIR"], "/var/cache/cpadev", home + "/cpadev"].compactMap { $0 }
        let fetched = caches.flatMap { cache in
            let names = (try? FileManager.default.contentsOfDirectory(atPath: cache)) ?? []
            return names.filter { $0.hasPrefix("postgres-16.") }.map { "\(cache)/\($0)/bin" }
        }
        let installed = [16, 17, 15].map { "/usr/lib/postgresql/\($0)/bin" }
        return (fetched + installed).first { FileManager.default.isExecutableFile(atPath: $0 + "/initdb") }
    }()
}
