import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Seeding

/// A real server, run by the stack's own launcher on a free port of loopback, until the tests' process ends.
struct StoreServer: Sendable {
    enum Kind: String, CaseIterable, Sendable {
        case redis, typesense, temporal, localstack, clamav

        /// The port that the launcher knows it by.
        fileprivate var containerPort: Int {
            switch self {
            case .redis: 6379
            case .typesense: 8108
            case .temporal: 7233
            case .localstack: 4566
            case .clamav: 3310
            }
        }

        fileprivate var launcher: String {
            // Tests/SeedingTests/Support/StoreServer.swift
            (0..<4).reduce(#filePath) { path, _ in (path as NSString).deletingLastPathComponent }
                + "/scripts/services/\(rawValue)"
        }
    }

    static let apiKey = "only-for-tests"

    let address: StoreEndpoints.Address
    private let kind: Kind
    private let directory: String

    /// A test whose server is missing is skipped at home and fails in CI.
    static func isWanted(_ kind: Kind) -> Bool {
        Capability.wants(availability[kind] == true)
    }

    private static let availability = Dictionary(
        uniqueKeysWithValues: Kind.allCases.map { kind in
            let check = Process()
            check.executableURL = URL(filePath: kind.launcher)
            check.arguments = ["check"]
            check.standardOutput = FileHandle.nullDevice
            check.standardError = FileHandle.nullDevice
            guard (try? check.run()) != nil else { return (kind, false) }
            check.waitUntilExit()
            return (kind, check.terminationStatus == 0)
        }
    )

    private static let running = Mutex<[Kind: Task<StoreServer, any Error>]>([:])

    /// The server that all tests of a run share, started when it is first asked for.
    static func shared(_ kind: Kind) async throws -> StoreServer {
        let task = running.withLock { running in
            if let task = running[kind] { return task }
            let task = Task { try await start(kind) }
            running[kind] = task
            return task
        }
        return try await task.value
    }

    /// Another server, of which nobody else knows.
    static func start(_ kind: Kind) async throws -> StoreServer {
        try #require(availability[kind] == true, "not installed: \(kind.launcher) install")
        let address = StoreEndpoints.Address(host: "127.0.0.1", port: LoopbackPort.free())
        let directory = NSTemporaryDirectory() + "cpadev-seeding-\(UUID())"
        let server = StoreServer(address: address, kind: kind, directory: directory)
        try await server.restart()
        return server
    }

    /// Stops the server if it runs, and starts it with the same data.
    func restart() async throws {
        try await GuardedScript.start(
            Self.script,
            [kind.launcher, directory, "\(address.port)", "\(kind.containerPort)", Self.apiKey]
        )
    }

    /// Prints a line when the server can be used, or its log when it cannot.
    private static let script = """
        set -u; launcher=$1 directory=$2 port=$3
        mkdir -p "$directory/data" && cd "$directory" || exit
        if [[ -f pid ]]; then kill "$(<pid)"; while kill -0 "$(<pid)" 2>/dev/null; do sleep 0.05; done; fi
        export CPADEV_DATA_DIR=$directory/data CPADEV_HOST=127.0.0.1 "CPADEV_PORT_$4=$port" TYPESENSE_API_KEY=$5
        # The server runs as nobody, where we are root, and shall look into our cache all the same.
        cache=${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/cpadev; ((EUID)) || cache=/var/cache/cpadev
        export CPADEV_CACHE_DIR=${CPADEV_CACHE_DIR:-$cache}
        "$launcher" run >log 2>&1 &
        echo $! >pid
        answers() {
            case $launcher in
                */redis) exec 3<>"/dev/tcp/127.0.0.1/$port" && printf 'PING\\r\\n' >&3 && read -rt 2 -u 3 said &&
                    [[ $said == +PONG* ]] ;;
                */typesense) exec 3<>"/dev/tcp/127.0.0.1/$port" && printf 'GET /health HTTP/1.0\\r\\n\\r\\n' >&3 &&
                    grep -q '"ok":true' <&3 ;;
                */temporal) "$("$launcher" check | sed -n 's/^binary: //p')" operator cluster health \\
                    --address "127.0.0.1:$port" | grep -q SERVING ;;
                */localstack) exec 3<>"/dev/tcp/127.0.0.1/$port" &&
                    printf 'GET /_localstack/health HTTP/1.0\\r\\n\\r\\n' >&3 && grep -q '"s3"' <&3 ;;
                */clamav) exec 3<>"/dev/tcp/127.0.0.1/$port" && printf 'zPING\\0' >&3 && grep -q PONG <&3 ;;
            esac
        }
        for ((i = 0; i < 400; i++)); do
            if (answers) 2>/dev/null; then ready=yes; break; fi
            kill -0 $! 2>/dev/null || break
            sleep 0.05
        done
        if [[ ${ready:-} ]]; then echo ready; else cat log; fi
        exec >&-
        cat >/dev/null
        kill -TERM $! 2>/dev/null; wait
        cd / && rm -rf "$directory"
        """
}
