import Foundation
import Glibc
import Synchronization
import TestSupport
import Testing

/// A project in a folder of its own, and the built `cpadev` on it.
final class Stack: Sendable {
    let ports: [UInt16]
    private let folder: TemporaryFolder
    private let commands = Atomic<Int>(0)
    private let extraEnvironment: Mutex<[String: String]>
    /// Every process that was seen to belong to the stack, also those that say nothing of it themselves.
    private let seen = Mutex<Set<ProcessList.Identity>>([])

    private init(ports: Int, environment: [String: String]) throws {
        folder = try TemporaryFolder()
        self.ports = LoopbackPort.free(ports)
        extraEnvironment = Mutex(environment)
        for name in ["run", "outputs"] {
            try FileManager.default.createDirectory(atPath: "\(folder.path)/\(name)", withIntermediateDirectories: true)
        }
        try write("toy.py", Toy.serverProgram)
    }

    /// Runs the body on a new project, then takes the stack down however that went, and sees that nothing is left.
    static func with(
        ports: Int = 0,
        environment: [String: String] = [:],
        sourceLocation: SourceLocation = #_sourceLocation,
        _ body: (Stack) async throws -> Void
    ) async throws {
        let stack = try Stack(ports: ports, environment: environment)
        do {
            try await body(stack)
        } catch {
            Issue.record(error, sourceLocation: sourceLocation)
        }
        await stack.tearDown(sourceLocation)
    }

    // MARK: Files

    /// The project's folder: in it are the Compose file, the state, and the socket's folder.
    var path: String { folder.path }
    var state: String { extraEnvironment.withLock { $0["CPADEV_STATE_DIR"] } ?? "\(path)/state" }

    func write(_ name: String, _ text: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: "\(path)/\(name)"))
    }

    func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: "\(path)/\(name)") }

    /// Makes the Compose file of these services.
    func define(_ services: String...) throws {
        try write("compose.yaml", "services:\n" + services.joined())
    }

    func define(text: String) throws { try write("compose.yaml", text) }

    // MARK: Commands

    /// What commands find in their environment: the caller's, without what would change the stack.
    var environment: [String: String] {
        let own = [
            "CPADEV_STATE_DIR", "CPADEV_ENVIRONMENT", "CPADEV_RUNTIME", "CPADEV_TEST_ROUNDS", "DISPLAY",
            "WAYLAND_DISPLAY",
        ]
        var result = ProcessInfo.processInfo.environment.filter { key, _ in
            !own.contains(key) && !key.hasPrefix("COMPOSE_")
        }
        result["CPADEV_STATE_DIR"] = "\(path)/state"
        result["XDG_RUNTIME_DIR"] = "\(path)/run"
        // The tester's own keys, looks and sizes neither change a test nor are changed by one.
        result["XDG_CONFIG_HOME"] = "\(path)/config"
        result["XDG_STATE_HOME"] = "\(path)/memory"
        result["NO_COLOR"] = "1"
        // Whether this machine has an engine must not change where services run; see Engine.use(in:).
        result["DOCKER_HOST"] = "unix:///nonexistent/docker.sock"
        return result.merging(extraEnvironment.withLock { $0 }) { $1 }
    }

    func setEnvironment(_ key: String, _ value: String) {
        extraEnvironment.withLock { $0[key] = value }
    }

    /// Starts a program in the project's folder.
    func start(program: String, _ arguments: [String]) throws -> RunningCommand {
        let number = commands.add(1, ordering: .relaxed).newValue
        return try RunningCommand(
            [program] + arguments,
            environment: environment,
            directory: path,
            outputs: "\(path)/outputs/\(number)"
        )
    }

    /// Starts `cpadev` with these arguments.
    func start(_ arguments: String...) throws -> RunningCommand { try start(program: Places.cpadev, arguments) }

    /// Runs `cpadev` with these arguments to its end.
    @discardableResult
    func run(_ arguments: String..., within limit: Duration = .seconds(60)) async throws -> CommandResult {
        try await start(program: Places.cpadev, arguments).result(within: limit)
    }

    /// Runs `cpadev` with these arguments, and wants exit code 0.
    @discardableResult
    func succeed(_ arguments: String..., within limit: Duration = .seconds(60)) async throws -> CommandResult {
        let result = try await start(program: Places.cpadev, arguments).result(within: limit)
        guard result.code == 0 else {
            throw TestFailure("cpadev \(arguments.joined(separator: " ")): \(result.summary)\(supervisorLog)")
        }
        return result
    }

    // MARK: What runs

    func status() async throws -> StackStatus {
        let result = try await run("status", "--json")
        // 1 says that a service is in trouble; it is told all the same.
        guard [0, 1].contains(result.code), !result.output.isEmpty else { throw TestFailure(result.summary) }
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        let status = try decoder.decode(StackStatus.self, from: Data(result.output.utf8))
        note(ProcessList.sessions(of: status.pids + [status.supervisor.pid]))
        return status
    }

    /// The processes of the stack that run now.
    func processes() -> Set<ProcessList.Identity> {
        note(ProcessList.mentioning(path))
        return seen.withLock { $0 }.filter(\.isAlive)
    }

    /// Whether one of those that were seen by now still runs. Cheaper than looking for more.
    func processesSeenAreAlive() -> Bool {
        seen.withLock { $0 }.contains(where: \.isAlive)
    }

    private func note(_ processes: Set<ProcessList.Identity>) {
        seen.withLock { $0.formUnion(processes) }
    }

    var supervisorLog: String {
        String(decoding: FileManager.default.contents(atPath: "\(state)/run/supervisor.log") ?? Data(), as: UTF8.self)
    }

    /// What a server of the stack answers to `GET /`.
    func get(_ port: UInt16) async throws -> String {
        let address = "http://127.0.0.1:\(port)/"
        return try await start(program: Places.program("curl") ?? "curl", ["-fsS", "-m", "10", address]).result().output
    }

    /// Says what is left of the stack: processes, a socket, a lock that is held, a port that is taken. Empty is good.
    func leftovers() -> [String] {
        var result = processes().map { "process \($0.pid): \($0.command)" }.sorted()
        let sockets = (try? FileManager.default.contentsOfDirectory(atPath: "\(path)/run/cpadev")) ?? []
        result += sockets.filter { $0.hasSuffix(".sock") }.map { "socket \($0)" }
        let lock = open("\(state)/run/lock", O_RDWR | O_CLOEXEC)
        if lock >= 0 {
            if flock(lock, LOCK_EX | LOCK_NB) != 0 { result.append("the lock is held") }
            close(lock)
        }
        if FileManager.default.fileExists(atPath: "\(state)/run/ledger") { result.append("the ledger") }
        result += ports.filter { !LoopbackPort.isFree($0) }.map { "port \($0)" }
        return result
    }

    /// The guardian sees the supervisor's end and then ends itself, so what is left is looked at for a moment.
    func expectNothingLeft(sourceLocation: SourceLocation = #_sourceLocation) async throws {
        try? await eventually("nothing left", within: .seconds(2)) { leftovers() == [] }
        #expect(leftovers() == [], sourceLocation: sourceLocation)
    }

    private func tearDown(_ sourceLocation: SourceLocation) async {
        do {
            let down = try await run("down")
            #expect(down.code == 0, "\(down.summary)", sourceLocation: sourceLocation)
            try await expectNothingLeft(sourceLocation: sourceLocation)
        } catch {
            Issue.record(error, sourceLocation: sourceLocation)
        }
        for process in processes() { kill(process.pid, SIGKILL) }
        folder.remove()
    }
}
