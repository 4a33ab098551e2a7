import ComposeModel
import Glibc
import LogStore
import Runtime
import Synchronization

/// Runs the programs that bring services which are no containers, on docker compose's protocol for them.
///
/// Source: docker/compose, docs/extension.md. Such a service runs from the success of `up` to the end of `down`; a program
/// that offers `stop` is told to stop where the service is stopped, and `down` when the stack goes down.
final class ProviderHost: Sendable {
    struct Patience: Sendable {
        var metadata = Duration.seconds(10)
        var up = Duration.seconds(1800)
        var down = Duration.seconds(300)
    }

    private struct Provided {
        var launch: Launch
        var isEnding = false
        var ending: Task<Void, Never>?
    }

    private struct State {
        var running: [InstanceID: Provided] = [:]
        /// Stopped, and still to be told `down`; by the service's name.
        var stopped: [String: Launch] = [:]
    }

    private let configuration: NativeConfiguration
    private let commands: CommandCollector
    private let logs: LogStore
    private let mark: ProcessMark
    private let patience: Patience
    private let state = Mutex(State())

    /// - Parameter mark: of what the programs start, which may outlive the stack.
    init(
        configuration: NativeConfiguration,
        commands: CommandCollector,
        logs: LogStore,
        mark: ProcessMark,
        patience: Patience = Patience()
    ) {
        self.configuration = configuration
        self.commands = commands
        self.logs = logs
        self.mark = mark
        self.patience = patience
    }

    // MARK: Life

    /// Brings the service, and returns what it offers once it is there. Cancelling kills the program.
    func start(_ launch: Launch) async throws(RuntimeError) -> RunningInstance {
        let variables = try await run(.up, launch, patience.up)
        if Task.isCancelled { throw RuntimeError(.refused, "it was stopped while its provider brought it") }
        state.withLock { state in
            state.running[launch.instance] = Provided(launch: launch)
            state.stopped[launch.service.name] = nil
        }
        return RunningInstance(pid: nil, offers: variables)
    }

    func isProvided(_ instance: InstanceID) -> Bool { state.withLock { $0.running[instance] != nil } }

    /// Has the service taken down. `onEnd` is called once, when that is over, however it went.
    func end(_ instance: InstanceID, onEnd: @escaping @Sendable (ExitStatus, _ note: String?) -> Void) {
        state.withLock { state in
            guard let provided = state.running[instance], !provided.isEnding else { return }
            state.running[instance]?.isEnding = true
            state.running[instance]?.ending = Task {
                var status = ExitStatus.code(0)
                var note: String?
                do throws(RuntimeError) {
                    let stops = await self.metadata(provided.launch)?.stop != nil
                    _ = try await self.run(stops ? .stop : .down, provided.launch, self.patience.down)
                    if stops { self.state.withLock { $0.stopped[instance.service] = provided.launch } }
                } catch {
                    status = .code(1)
                    note = "its provider could not take it down: \(error.message)"
                }
                self.state.withLock { $0.running[instance] = nil }
                onEnd(status, note)
            }
        }
    }

    /// Kills the program that takes it down.
    func kill(_ instance: InstanceID) { state.withLock { $0.running[instance]?.ending }?.cancel() }

    /// Has taken down what was only stopped. Returns what could not be, in words.
    func tearDown() async -> [String] {
        let launches = state.withLock { state in
            defer { state.stopped = [:] }
            return state.stopped.values.sorted { $0.service.name < $1.service.name }
        }
        var problems: [String] = []
        for launch in launches {
            do throws(RuntimeError) { _ = try await run(.down, launch, patience.down) } catch {
                problems.append("\(launch.service.name): its provider could not take it down: \(error.message)")
            }
        }
        return problems
    }

    // MARK: The program

    private func run(
        _ verb: ProviderVerb,
        _ launch: Launch,
        _ timeout: Duration
    ) async throws(RuntimeError) -> OfferedVariables {
        guard let provider = launch.service.provider else { throw RuntimeError(.cannotExecute, "it has no provider") }
        guard let path = ProviderSearch(configuration).find(provider.type) else {
            throw ProviderSearch.absent(provider.type)
        }
        let call = ProviderCall(
            project: configuration.projectName,
            service: launch.service,
            provider: provider,
            metadata: await metadata(launch)
        )
        let log: ServiceLog
        do { log = try logs.log(for: launch.service.name) } catch {
            throw RuntimeError(.stateUnwritable, "cannot open the log of \(launch.service.name): \(error)")
        }
        let transcript = ProviderTranscript(log)
        log.note("\(path) \(verb.rawValue)", at: wallClockNanoseconds())
        let request = request(path, try call.arguments(verb))
        let output = await commands.run(request, timeout: timeout) { transcript.append($0, $1) }
        let variables = Result { () throws(RuntimeError) in try transcript.finish() }
        switch output.outcome {
        case .ended(.code(0)): return try variables.get()
        case .timedOut:
            throw RuntimeError(.refused, "'\(provider.type) \(verb.rawValue)' did not end within \(timeout.inWords)")
        case .notStarted(let reason): throw RuntimeError(.cannotExecute, reason)
        case .ended(let status):
            // What it said goes before how it ended.
            _ = try variables.get()
            let last = transcript.lastErrorLine.map { ": \($0)" } ?? ""
            throw RuntimeError(.refused, "'\(provider.type) \(verb.rawValue)' ended with \(status)\(last)")
        }
    }

    /// nil where the program offers none.
    private func metadata(_ launch: Launch) async -> ProviderMetadata? {
        guard let type = launch.service.provider?.type, let path = ProviderSearch(configuration).find(type) else {
            return nil
        }
        let output = await commands.run(request(path, ["compose", "metadata"]), timeout: patience.metadata)
        guard output.outcome == .ended(.code(0)) else { return nil }
        return ProviderMetadata(output.output)
    }

    private func request(_ path: String, _ arguments: [String]) -> ProcessHost.Request {
        ProcessHost.Request(
            path: path,
            arguments: [path] + arguments,
            environment: configuration.environment,
            workingDirectory: configuration.projectDirectory,
            mark: mark.value
        )
    }
}

extension Duration {
    fileprivate var inWords: String {
        let milliseconds = components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
        return milliseconds < 1000 ? "\(milliseconds) ms" : "\(milliseconds / 1000) s"
    }
}
