import CLinux
import ComposeModel
import ControlAPI
import ControlClient
import Diagnostics
import FoundationEssentials
import Foundations
import Glibc
import StackHost
import StateFiles

/// Starts a supervisor as a separate process that outlives the command and its terminal.
struct SupervisorLauncher {
    var location: StackLocation
    var options: ProjectOptions
    /// The values of `--runtime`.
    var runtimes: [String] = []
    var scales: [String: Int] = [:]
    var seedsAutomatically = true
    /// nil: as the Compose file says.
    var ports: PortChoice?

    /// Another manifest than the Compose file's; an absolute path.
    var seeds: String?
    /// Whether the stack ends with this process.
    var isOwned = false
    /// Contents of pipes, which only this process could read.
    var inputs: [PipedInput] = []

    /// Starts the supervisor with the services to bring up, and waits until it listens. Throws
    /// ``CommandFailure/lockIsHeld`` if another supervisor was faster.
    func start(services: [String], environment: [String: String]) throws(CommandFailure) -> CommandReply {
        let state = try StateFolder(location).create()
        // From here on, programs of the Compose file run, so doctor may run its checks as well.
        StartedProjects(environment: environment).add(state: location.stateDirectory)
        var ends: [Int32] = [-1, -1]
        guard clinux_pipe(&ends) == 0 else {
            throw CommandFailure(.failed, "cannot create a pipe: \(String(cString: strerror(errno)))")
        }
        defer { close(ends[0]) }
        let spawned: Result<Int32, CommandFailure>
        do throws(CommandFailure) {
            let log = try openLog(in: state)
            defer { close(log) }
            spawned = spawn(services: services, environment: environment, log: log, pipe: ends[1])
        } catch { spawned = .failure(error) }
        close(ends[1])
        let pid = try spawned.get()
        do throws(CommandFailure) { return try reply(from: ends[0]) } catch {
            // When the failure is reported, the supervisor must be gone and the lock free.
            var status: Int32 = 0
            while waitpid(pid, &status, 0) < 0, errno == EINTR {}
            throw error
        }
    }

    private func openLog(in state: OpenState) throws(CommandFailure) -> Int32 {
        let run = try state.existing("run")
        do throws(StateFileError) { return try run.open("supervisor.log", O_WRONLY | O_CREAT | O_APPEND) } catch {
            throw CommandFailure(error, as: .failed)
        }
    }

    private func spawn(
        services: [String],
        environment: [String: String],
        log: Int32,
        pipe: Int32
    ) -> Result<Int32, CommandFailure> {
        let input: Int32
        do throws(CommandFailure) {
            input = inputs.isEmpty ? open("/dev/null", O_RDONLY | O_CLOEXEC) : try InputsDescriptor.write(inputs)
        } catch {
            return .failure(error)
        }
        defer { close(input) }
        let program = CallerEnvironment.executable
        // This process shows problems in the files on its terminal.
        let color = Terminal.standardError.hasColor ? ["--color"] : []
        let arguments =
            [program, "supervise"] + options.source.arguments(for: location) + color
            + runtimes.flatMap { ["--runtime", $0] }
            + scales.sorted { $0.key < $1.key }.flatMap { ["--scale", "\($0.key)=\($0.value)"] }
            + (ports.map { ["--ports", $0.rawValue] } ?? [])
            + (seeds.map { ["--seeds", $0] } ?? []) + (isOwned ? ["--owner", "\(getpid())"] : [])
            + (seedsAutomatically ? [] : ["--no-seed"]) + (inputs.isEmpty ? [] : ["--piped-inputs"]) + ["--"] + services
        var environment = environment
        environment["CPADEV_STATE_DIR"] = location.stateDirectory
        // The supervisor has another working directory.
        if let cache = environment["CPADEV_CACHE_DIR"], !cache.isEmpty {
            environment["CPADEV_CACHE_DIR"] = StackLocation.absolute(cache, from: CallerEnvironment.workingDirectory)
        }
        var pid: Int32 = 0
        let error = CStringArray.with(arguments) { argv in
            CStringArray.with(environment.map { "\($0.key)=\($0.value)" }) { envp in
                program.withCString { path in
                    var request = clinux_spawn_request()
                    request.path = path
                    request.argv = argv
                    request.envp = envp
                    request.stdin_fd = input
                    request.stdout_fd = log
                    request.stderr_fd = log
                    request.extra_fd = pipe
                    return clinux_spawn(&request, &pid)
                }
            }
        }
        guard error == 0 else {
            return .failure(
                CommandFailure(.failed, "cannot start \(program): \(String(cString: strerror(error)))")
            )
        }
        return .success(pid)
    }

    private func reply(from pipe: Int32) throws(CommandFailure) -> CommandReply {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16 * 1024)
        while true {
            let count = read(pipe, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            bytes += buffer[..<count]
        }
        guard let handshake = try? ControlCoding.decode(SupervisorHandshake.self, from: Data(bytes)) else {
            throw CommandFailure(
                .unavailable,
                "the supervisor ended before it was ready",
                hint: "see \(location.supervisorLog)"
            )
        }
        switch handshake {
        case .ready(let reply, let warnings):
            Terminal.standardError.writeRendered(warnings)
            return reply
        case .lockIsHeld: throw .lockIsHeld
        case .failed(let code, let message, let hint, let isRendered):
            var failure = CommandFailure(CommandExit(rawValue: code) ?? .failed, message, hint: hint)
            failure.isRendered = isRendered
            throw failure
        }
    }
}
