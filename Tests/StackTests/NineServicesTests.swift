import Foundation
import Glibc
import TestSupport
import Testing

extension RealStacks {
    /// The repository's own stack, on ports that are free.
    @Suite(.enabled("the services are neither fetched nor is PyPI reached", { await NineServices.isWanted() }))
    struct NineServicesTests {
        /// With what it fetches the first time.
        private static let patience = Duration.seconds(900)

        @Test(.timeLimit(.minutes(60)))
        func allComeUpAndAnswerTheirRealClients() async throws {
            try await NineServices.with { stack, nine in
                let up = try await nine.up(stack, within: Self.patience)
                #expect(up.output.contains("critical path"))
                let status = try await stack.status()
                #expect(status.services.count == 9)
                let unready = status.services.filter { $0.health != "healthy" }.map { "\($0.name) is \($0.state)" }
                #expect(unready == [])
                // The backend starts once its rows are there, so nothing is asked in vain and nobody is thrown out.
                let errors = try await stack.start(program: Places.cpadev, ["logs", "--level", "error"]).result()
                #expect(errors.code == 0 && errors.output.isEmpty, "\(errors.output)")

                let check = try await stack.start(program: "\(Places.repository)/scripts/check-stack", [])
                    .result(within: Self.patience)
                #expect(check.code == 0, "\(check.summary)")
                print(check.output)

                try await DemoWork(stack, port: #require(nine.ports["BACKEND_PORT"])).check()
                if Capability.browser { try await nine.checkPages(stack) }

                let down = try await stack.succeed("down")
                #expect(down.errors.contains("nothing is left running"))
                try await stack.expectNothingLeft()

                // Never a reason to fail: what a machine is busy with besides is not known.
                let warm = try await nine.up(stack, within: Self.patience)
                print("a warm start took \(warm.duration) in all\n\(warm.output)")
            }
        }

        /// Without the database nothing is seeded, and what one asked for is ready nevertheless.
        @Test(.timeLimit(.minutes(60)))
        func oneServiceIsReadyWithoutTheDataOfTheOthers() async throws {
            try await NineServices.with { stack, nine in
                try await stack.succeed("up", "-d", "--wait", "redis", within: Self.patience)
                let running = try await stack.status().services.filter { $0.state != "stopped" }.map(\.name)
                #expect(running == ["redis"])
                try await stack.succeed("up", "-d", "--wait", "redis", "postgres", within: Self.patience)
                #expect(try await nine.sql(stack, "SELECT count(*) FROM firms") == "3\n")
            }
        }

        @Test(.timeLimit(.minutes(60)))
        func aKilledSupervisorLeavesNothingAndTheDataStays() async throws {
            try await NineServices.with { stack, nine in
                var slowest = Duration.zero
                for round in 1...Capability.rounds {
                    try await nine.up(stack, within: Self.patience)
                    try await nine.sql(stack, "CREATE TABLE IF NOT EXISTS rounds (number int)")
                    try await nine.sql(stack, "INSERT INTO rounds VALUES (\(round))")
                    #expect(try await nine.sql(stack, "SELECT count(*) FROM rounds") == "\(round)\n")
                    #expect(try await nine.redis(stack, "INCR", "rounds") == "\(round)\n")
                    slowest = max(slowest, try await stack.killSupervisor())
                }
                print("kill -9 of the supervisor of nine: \(Capability.rounds) rounds, nothing left after \(slowest)")
            }
        }

        @Test(.timeLimit(.minutes(60)), arguments: ["postgres", "redis", "backend"])
        func aKilledServiceComesBack(name: String) async throws {
            try await NineServices.with { stack, nine in
                try await nine.up(stack, within: Self.patience)
                let before = try await stack.status()
                let pid = try #require(try before[name].pid)
                kill(pid, SIGKILL)
                try await eventually("\(name) again", within: .seconds(60)) {
                    let status = try await stack.status()
                    let service = try status[name]
                    return service.pid != nil && service.pid != pid && service.health == "healthy"
                }
                try await stack.succeed("wait", "--timeout", "60")
                #expect(try await stack.succeed("logs", "-n", "50", name).output.contains("signal SIGKILL"))
            }
        }
    }
}

/// The repository's Compose file with ports of the test's own.
struct NineServices: Sendable {
    private static let files = ["compose.yaml", "compose.override.yaml"].map { "\(Places.repository)/compose/\($0)" }
    /// The project's name, which nobody else has.
    let project: String
    /// By the variable of `.env.example`.
    let ports: [String: UInt16]

    private init(project: String, ports: [String: UInt16]) {
        self.project = project
        self.ports = ports
    }

    /// Runs the body with every port that `.env.example` names set in the stack's environment.
    static func with(
        runtime: String = "native",
        usesEngine: Bool = false,
        _ body: (Stack, NineServices) async throws -> Void
    ) async throws {
        let example = try String(contentsOfFile: "\(Places.repository)/.env.example", encoding: .utf8)
        let names = example.split(separator: "\n").compactMap { line -> String? in
            let name = line.drop { "# ".contains($0) }.prefix { $0 != "=" }
            return name.hasSuffix("_PORT") && !name.contains(" ") ? String(name) : nil
        }
        try #require(names.count == 21, "ports of .env.example: \(names)")
        let project = "nine-\(UUID().uuidString.prefix(8).lowercased())"
        var environment = [
            "CPADEV_RUNTIME": runtime, "COMPOSE_FILE": files.joined(separator: ":"), "COMPOSE_PROJECT_NAME": project,
        ]
        try await Stack.with(ports: names.count) { stack in
            let ports = Dictionary(uniqueKeysWithValues: zip(names, stack.ports))
            for (name, port) in ports { environment[name] = "\(port)" }
            for (name, value) in environment { stack.setEnvironment(name, value) }
            if usesEngine { Engine.use(in: stack) }
            try await body(stack, NineServices(project: project, ports: ports))
        }
    }

    @discardableResult
    func up(_ stack: Stack, within limit: Duration) async throws -> CommandResult {
        try await stack.succeed("up", "-d", "--wait", within: limit)
    }

    @discardableResult
    func sql(_ stack: Stack, _ statement: String) async throws -> String {
        stack.setEnvironment("PGPASSWORD", "postgres")
        let place = ["-h", "127.0.0.1", "-p", port("POSTGRES_PORT"), "-U", "postgres", "-d", "cpa_dev"]
        return try await client(stack, "psql", ["-X", "-q", "-A", "-t"] + place + ["-c", statement])
    }

    func redis(_ stack: Stack, _ words: String...) async throws -> String {
        try await client(stack, "redis-cli", ["-h", "127.0.0.1", "-p", port("REDIS_PORT")] + words)
    }

    /// What the frontend shows to a browser.
    func checkPages(_ stack: Stack) async throws {
        try await DemoPages(stack, port: port("FRONTEND_PORT")).check()
    }

    /// How many workflows the pages of Temporal's UI are told of.
    func workflowsInTheInterface(_ stack: Stack) async throws -> Int {
        struct Answer: Decodable { var count: String? }
        let address = "http://127.0.0.1:\(port("TEMPORAL_UI_PORT"))/api/v1/namespaces/default/workflow-count"
        let text = try await client(stack, "curl", ["--silent", "--show-error", "--fail", address])
        return try JSONDecoder().decode(Answer.self, from: Data(text.utf8)).count.flatMap(Int.init) ?? 0
    }

    private func port(_ name: String) -> String { ports[name].map { "\($0)" } ?? "" }

    private func client(_ stack: Stack, _ name: String, _ arguments: [String]) async throws -> String {
        guard let program = Places.program(name) else { throw TestFailure("\(name) is not installed") }
        let result = try await stack.start(program: program, arguments).result()
        guard result.code == 0 else { throw TestFailure("\(name): \(result.summary)") }
        return result.output
    }

    /// Whether the services are in the cache already, or can be had from PyPI, as far as can be told beforehand.
    static func isWanted() async -> Bool {
        if Capability.wants(isCached) { return true }
        guard let folder = try? TemporaryFolder() else { return false }
        defer { folder.remove() }
        let words = ["-m", "pip", "--disable-pip-version-check", "--retries", "0", "--timeout", "10"]
        let look = try? RunningCommand(
            [Places.python] + words + ["download", "--no-deps", "--dest", folder.path, "six==1.17.0"],
            environment: ProcessInfo.processInfo.environment,
            directory: folder.path,
            outputs: "\(folder.path)/pip"
        )
        return (try? await look?.result(within: .seconds(30)).code) == 0
    }

    private static var isCached: Bool {
        let environment = ProcessInfo.processInfo.environment
        let home = environment["XDG_CACHE_HOME"] ?? "\(environment["HOME"] ?? "/")/.cache"
        let cache = environment["CPADEV_CACHE_DIR"] ?? (geteuid() == 0 ? "/var/cache/cpadev" : "\(home)/cpadev")
        let names = (try? FileManager.default.contentsOfDirectory(atPath: cache)) ?? []
        return ["localstack-", "temporal-", "typesense-"].allSatisfy { start in names.contains { $0.hasPrefix(start) } }
    }
}
