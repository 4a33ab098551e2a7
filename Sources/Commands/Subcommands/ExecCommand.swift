import ArgumentParser
import ControlAPI
import ControlClient
import Diagnostics
import DockerEngine
import Foundations
import Glibc
import NativeRuntime
import StackHost

struct ExecCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "exec",
        abstract: "Execute a command in a service's container, or natively with its environment.",
        discussion: """
            In a container, the command gets a terminal if cpadev has one. For a native service, it replaces cpadev on \
            this machine: the server's own programs come first, and variables that clients read, such as PGHOST and \
            PGUSER, have its address and user; --user and --privileged are not available. The exit code is that of the \
            command, 127 if it is not found and 126 if it cannot be executed. Examples: cpadev exec postgres psql, \
            cpadev exec backend -- printenv DATABASE_URL
            """
    )

    @OptionGroup var project: ProjectOptions

    @Flag(
        name: [.customShort("T"), .customLong("no-tty")],
        help: "Do not allocate a terminal."
    )
    var noTTY = false

    @Option(name: [.short, .long], help: ArgumentHelp("Run the command as this user.", valueName: "user[:group]"))
    var user: String?

    @Option(name: [.short, .long], help: ArgumentHelp("Working directory of the command.", valueName: "folder"))
    var workdir: String?

    @Option(
        name: [.short, .long],
        parsing: .singleValue,
        help: ArgumentHelp(
            "Set a variable; without a value, pass the caller's. May be repeated.",
            valueName: "key[=value]"
        )
    )
    var env: [String] = []

    @Flag(help: "Give extended privileges to the command.")
    var privileged = false

    @Option(parsing: .unconditional, help: ArgumentHelp("Number of the replica, from 1.", valueName: "number"))
    var index = 1

    @Argument(help: "Service to execute the command for.")
    var service: String

    @Argument(parsing: .postTerminator, help: "Command and its arguments.")
    var command: [String] = []

    func validate() throws {
        if command.isEmpty { throw ValidationError("no command given; example: cpadev exec \(service) env") }
        if index < 1 { throw ValidationError("--index must be at least 1") }
    }

    /// The variables from `-e`. A key without a value takes the caller's value, if there is one.
    private var variables: [(key: String, value: String)] {
        env.compactMap { text in
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            return (parts.count == 2 ? parts[1] : CallerEnvironment.variables[parts[0]]).map { (parts[0], $0) }
        }
    }

    func run() async throws {
        let connection = try StackConnection.open(project)
        let services = try await connection.client.snapshot().services
        try CommandFailure.refuseUnknown([service], among: services.map(\.name))
        let name = index == 1 ? service : "\(service)-\(index)"
        guard let status = services.first(where: { $0.name == name && $0.isMeant(by: service) }) else {
            let count = services.count { $0.isMeant(by: service) }
            throw CommandFailure(
                .usage,
                "\(service) has no replica \(index)",
                hint: count == 1 ? "it has one replica; omit --index" : "its replicas are 1 to \(count)"
            )
        }
        if let container = status.container { return try await run(in: container, of: status) }
        guard status.runtime != "docker" else {
            throw CommandFailure(.unavailable, "\(name) is not running", hint: "cpadev start \(name)")
        }
        try await runHere(try await connection.client.environment(of: name))
    }

    // MARK: In a container

    private func run(in container: ServiceStatus.Container, of status: ServiceStatus) async throws {
        guard status.state != .paused else {
            throw CommandFailure(.unavailable, "\(status.name) is paused", hint: "docker unpause \(container.name)")
        }
        var request = ExecRequest(command)
        request.user = user
        request.workingDirectory = workdir
        request.environment = variables.isEmpty ? nil : variables.map { "\($0.key)=\($0.value)" }
        request.isPrivileged = privileged ? true : nil
        request.tty = !noTTY && isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1
        request.attachesStdin = true
        do {
            let client = try EngineClient(CallerEnvironment.variables)
            let code = try await ContainerExec(client: client, container: container.id, request: request).run()
            throw ExitCode(code)
        } catch let error as EngineError {
            throw CommandFailure(error, as: .unavailable, "cannot execute the command in \(container.name)")
        }
    }

    // MARK: Natively

    private func runHere(_ variables: [String: String]) async throws {
        guard user == nil, !privileged else {
            throw CommandFailure(
                .usage,
                "\(service) runs natively, so the command runs as you",
                hint: "omit --user and --privileged, or: cpadev switch \(service) docker"
            )
        }
        var environment = variables
        // Variables that describe the terminal.
        let ofCaller = CallerEnvironment.variables
        for key in ["TERM", "COLORTERM", "NO_COLOR", "COLUMNS", "LINES"] { environment[key] = ofCaller[key] }
        for (key, value) in self.variables { environment[key] = value }
        if let workdir, chdir(workdir) != 0 {
            throw CommandFailure(.failed, "cannot change to \(workdir): \(String(cString: strerror(errno)))")
        }
        let caller = CallerEnvironment.workingDirectory
        let directory = workdir.map { StackLocation.absolute($0, from: caller) } ?? caller
        let path = try CommandSearch.find(command[0], environment, in: directory)
        let error = CStringArray.with(command) { argv in
            CStringArray.with(environment.map { "\($0.key)=\($0.value)" }) { envp -> Int32 in
                signal(SIGPIPE, SIG_DFL)
                execve(path, argv, envp)
                return errno
            }
        }
        throw CommandFailure(.commandNotExecutable, "cannot run \(path): \(String(cString: strerror(error)))")
    }
}
