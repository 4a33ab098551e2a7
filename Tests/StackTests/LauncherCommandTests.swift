import Foundation
import Glibc
import TestSupport
import Testing

/// What launchers make of the Compose file's `command`. The server is a stand-in that prints its arguments.
@Suite struct LauncherCommandTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        chmod(folder.path, 0o755)
        for name in ["cache", "bin"] {
            try FileManager.default.createDirectory(atPath: "\(folder.path)/\(name)", withIntermediateDirectories: true)
            chmod("\(folder.path)/\(name)", 0o755)
        }
        try write(
            "bin/postgres",
            """
            #!/bin/bash
            if [[ $1 == --version ]]; then echo "postgres (PostgreSQL) 16.1"; exit; fi
            [[ $1 != --single ]] || exit 0
            for argument in "$@"; do echo "<$argument>"; done
            cat "$2/cpadev.conf"

            """
        )
        try write(
            "bin/initdb",
            """
            #!/bin/bash
            mkdir -p "$2" && echo 16 >"$2/PG_VERSION" && echo >"$2/postgresql.conf"

            """
        )
        try write(
            "bin/redis-server",
            "#!/bin/bash\necho v=7.0.1\nfor argument in \"$@\"; do echo \"<$argument>\"; done\n"
        )
    }

    private func write(_ name: String, _ text: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: "\(folder.path)/\(name)"))
        chmod("\(folder.path)/\(name)", 0o755)
    }

    private func launch(_ launcher: String, _ verb: String, _ words: [String]) async throws -> CommandResult {
        var environment = [
            "PATH": "/usr/bin:/bin", "CPADEV_CACHE_DIR": "\(folder.path)/cache",
            "CPADEV_DATA_DIR": "\(folder.path)/data",
            "CPADEV_PROJECT_DIR": folder.path, "CPADEV_IMAGE": "\(launcher):16", "CPADEV_PORT_5432": "5432",
            "CPADEV_PORT_6379": "6379", "CPADEV_POSTGRES_BIN": "\(folder.path)/bin",
            "CPADEV_REDIS_BIN": "\(folder.path)/bin", "POSTGRES_PASSWORD": "p",
        ]
        for (index, word) in words.enumerated() { environment["CPADEV_COMMAND_\(index)"] = word }
        try? FileManager.default.createDirectory(atPath: "\(folder.path)/data", withIntermediateDirectories: true)
        return try await RunningCommand(
            ["/bin/bash", "\(Places.repository)/scripts/services/\(launcher)", verb],
            environment: environment,
            directory: folder.path,
            outputs: "\(folder.path)/output-\(UUID().uuidString)"
        ).result()
    }

    /// Each argument of the server in angle brackets.
    private func arguments(_ result: CommandResult) -> [String] {
        result.output.split(separator: "\n").filter { $0.hasPrefix("<") }.map { String($0.dropFirst().dropLast()) }
    }

    @Test func settingsOfPostgresGoBehindItsOwn() async throws {
        defer { folder.remove() }
        let words = ["postgres", "-c", "wal_level=logical", "-cwork_mem=7MB", "--shared-buffers=64MB", "-N", "50"]
        let result = try await launch("postgres", "run", words)
        let options = ["-c", "wal_level=logical", "-c", "work_mem=7MB", "-c", "shared-buffers=64MB", "-N", "50"]
        #expect(arguments(result).suffix(options.count) == options[...], "\(result.summary)")
        // Who wants the log to be decoded has to be let at it.
        #expect(result.output.contains("fsync = off") && !result.output.contains("max_wal_senders"))
        let check = try await launch("postgres", "check", words)
        #expect(!check.output.contains("difference: not carried out"), "\(check.summary)")
    }

    @Test func withoutACommandPostgresKeepsNoLogForOthers() async throws {
        defer { folder.remove() }
        let result = try await launch("postgres", "run", [])
        #expect(result.output.contains("wal_level = minimal\nmax_wal_senders = 0"), "\(result.summary)")
        let configuration = try String(contentsOfFile: "\(folder.path)/data/cluster/postgresql.conf", encoding: .utf8)
        #expect(configuration.contains("include_if_exists = 'cpadev.conf'"))
    }

    @Test(arguments: [
        (
            ["postgres", "-c", "port=5433", "-c", "work_mem=1MB", "-c", "config_file=/etc/p.conf"],
            "-c port=5433 -c config_file=/etc/p.conf"
        ),
        (["docker-entrypoint.sh", "postgres", "-c", "Listen-Addresses=*"], "-c Listen-Addresses=*"),
        (["sh", "-c", "exec postgres"], "sh -c exec postgres"),
        (["postgres", "-D", "/data"], "-D /data"),
    ])
    func whatPostgresLeavesOutIsTold(words: [String], left: String) async throws {
        defer { folder.remove() }
        let check = try await launch("postgres", "check", words)
        #expect(
            check.output.contains("difference: ignored from the Compose file's command: \(left)\n"),
            "\(check.summary)"
        )
    }

    @Test func optionsOfRedisGoBehindItsOwn() async throws {
        defer { folder.remove() }
        let words = ["redis-server", "--save", "", "--maxmemory", "64mb", "--port", "7000", "--requirepass", "x"]
        let result = try await launch("redis", "run", words)
        let options = ["--save", "", "--maxmemory", "64mb", "--requirepass", "x"]
        #expect(arguments(result).suffix(options.count) == options[...], "\(result.summary)")
        let check = try await launch("redis", "check", words)
        #expect(
            check.output.contains("ignored from the Compose file's command: --port 7000\n"),
            "\(check.summary)"
        )
    }

    /// A launcher that cannot carry one out need do nothing to say so.
    @Test func commandOfAnyOtherServiceIsTold() async throws {
        defer { folder.remove() }
        try write("bin/thing", "#!/bin/bash\necho thing 1.2\n")
        try write(
            "thing",
            """
            source \(Places.repository)/scripts/services/lib.sh
            find_binary() { BINARY=\(folder.path)/bin/thing; ask_version "$BINARY" --version; }
            launch "$@"

            """
        )
        let result = try await RunningCommand(
            ["/bin/bash", "\(folder.path)/thing", "check"],
            environment: [
                "PATH": "/usr/bin:/bin", "CPADEV_CACHE_DIR": "\(folder.path)/cache", "CPADEV_COMMAND_0": "serve",
                "CPADEV_COMMAND_1": "--fast",
            ],
            directory: folder.path,
            outputs: "\(folder.path)/output"
        ).result()
        #expect(
            result.output.contains("ignored from the Compose file's command: serve --fast"),
            "\(result.summary)"
        )
    }
}
