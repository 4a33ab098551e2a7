import ControlAPI
import ControlClient
import Diagnostics
import EnvironmentChecks
import Environments
import Foundations
import NativeRuntime
import Runtime
import StackHost
import Workflows

/// What the checks of environments find on this machine: the caller's variables, programs, and the stack.
struct CommandSurroundings: Surroundings {
    private let options: ProjectOptions
    private let location: StackLocation
    private let runner: ProgramRunner
    /// The folder of `environments.yaml`, in which commands run.
    private let folder: String
    private let variables: [String: String]

    init(_ options: ProjectOptions, _ location: StackLocation, _ file: EnvironmentFile) throws(CommandFailure) {
        self.options = options
        self.location = location
        folder = StackLocation.parent(file.path)
        variables = CallerEnvironment.variables
        do throws(RuntimeError) { runner = try ProgramRunner() } catch { throw CommandFailure(error, as: .failed) }
    }

    func variable(_ name: String) -> String? { variables[name] }

    // MARK: Programs

    /// Variables that would let git ask for a password, ask a remote, or look at another checkout, as in a hook of git.
    private static let gitVariables = ["GIT_TERMINAL_PROMPT": "0", "GIT_NO_LAZY_FETCH": "1"]
    private static let unwantedVariables = ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR"]

    func run(_ words: [String], within limit: Duration) async -> ProgramResult {
        let name = words.first ?? ""
        let search = ExecutableSearch(path: variables["PATH"] ?? "/usr/bin:/bin", directory: folder)
        let problem = search.problem(with: name)
        guard problem == nil, let path = search.find(name) else {
            return ProgramResult(.notStarted(reason: problem?.reason ?? "'\(name)' cannot be found"))
        }
        var environment = variables.merging(Self.gitVariables) { $1 }
        for name in Self.unwantedVariables { environment[name] = nil }
        let streams = await runner.streams(of: path, words, environment: environment, in: folder, within: limit)
        let end: ProgramResult.End =
            switch streams.outcome {
            case .ended(.code(let code)): .exited(code)
            case .ended(.signal(let number)): .signalled(number)
            case .timedOut: .timedOut
            case .notStarted(let reason): .notStarted(reason: reason)
            }
        return ProgramResult(end, output: streams.output, errors: streams.errors)
    }

    // MARK: The stack

    func stack(within limit: Duration) async throws(CheckProblem) -> LocalStack? {
        do throws(CommandFailure) {
            guard try StackConnection.isRunning(location, options) else { return nil }
        } catch { throw CheckProblem(.missing, error.message, remedy: error.hint) }
        let late = CommandFailure(.timedOut, "the supervisor does not answer within \(limit.abbreviated)")
        let client = ControlClient(location)
        let snapshot: StackSnapshot
        do { snapshot = try await TimeLimit.run(limit, late: late) { try await client.snapshot() } } catch {
            let failure = error as? CommandFailure ?? CommandFailure(error)
            throw CheckProblem(.unreachable, failure?.message ?? "\(error)", remedy: "cpadev down, then cpadev up")
        }
        let wanted = snapshot.services.filter { $0.state != .stopped }
        return LocalStack(
            ready: wanted.count(where: \.isReady),
            wanted: wanted.count,
            failed: wanted.filter(\.isProblem).map(\.name),
            addresses: Self.addresses(of: wanted),
            variables: ownVariables
        )
    }

    /// The first published port of each service that runs.
    private static func addresses(of services: [ServiceStatus]) -> [String: ServerAddress] {
        services.reduce(into: [:]) { addresses, service in
            guard service.state == .running, let port = service.ports.first else { return }
            let host =
                switch port.host {
                case "0.0.0.0", "": "127.0.0.1"
                case "::": "::1"
                default: port.host
                }
            addresses[service.name] = ServerAddress(isSecure: false, host: host, port: Int(port.published))
        }
    }

    private var ownVariables: [String: String]? {
        guard let stack = try? LoadedStack.load(options) else { return nil }
        let variables = HostEnvironment(stack.project).variables(usedBy: []).variables
        return Dictionary(variables.map { ($0.key, $0.value) }) { first, _ in first }
    }

    func lastRun(of workflow: String) throws(CheckProblem) -> EnvironmentReport.Run? {
        guard let run = RunHistory(location).runs.last(where: { $0.workflow == workflow }),
            let state = EnvironmentReport.Run.State(rawValue: run.state.rawValue)
        else { return nil }
        return EnvironmentReport.Run(state: state, began: run.startedNs / 1_000_000_000)
    }
}
