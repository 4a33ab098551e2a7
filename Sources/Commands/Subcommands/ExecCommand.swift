import ArgumentParser
import ControlClient
import Glibc
import NativeRuntime

/// `cpadev exec`
struct ExecCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "exec",
        abstract: "Run a command with a service's environment and addresses.",
        discussion: """
            The command takes this process's place, so it has the terminal and its exit code is the command's. \
            Example: cpadev exec backend -- printenv DATABASE_URL
            """
    )

    @OptionGroup var project: ProjectOptions

    @Argument(help: "Whose environment.")
    var service: String

    @Argument(parsing: .postTerminator, help: "The command and its arguments, after --.")
    var command: [String] = []

    func validate() throws {
        if command.isEmpty { throw ValidationError("Name a command after --, as in: cpadev exec \(service) -- env") }
    }

    func run() async throws {
        let connection = try StackConnection.open(project)
        let variables = try await connection.client.environment(of: service)
        let search = ExecutableSearch(
            path: variables["PATH"] ?? "/usr/bin:/bin",
            directory: CallerEnvironment.workingDirectory
        )
        guard let path = search.find(command[0]) else {
            throw CommandFailure(.unavailable, "'\(command[0])' is not installed")
        }
        var environment = variables
        // What a program on a terminal needs to know of it.
        let caller = CallerEnvironment.variables
        for key in ["TERM", "COLORTERM", "NO_COLOR", "COLUMNS", "LINES"] { environment[key] = caller[key] }
        let error = CStringArray.with(command) { argv in
            CStringArray.with(environment.map { "\($0.key)=\($0.value)" }) { envp -> Int32 in
                signal(SIGPIPE, SIG_DFL)
                execve(path, argv, envp)
                return errno
            }
        }
        throw CommandFailure(.failed, "cannot run \(path): \(String(cString: strerror(error)))")
    }
}
