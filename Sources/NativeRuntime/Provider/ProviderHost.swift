import ComposeModel
import Foundations
import Glibc
import LogStore
import Runtime
import Synchronization

/// Runs the programs of provider services using docker compose's provider protocol.
///
/// Source: docker/compose, docs/extension.md. Such a service runs from the success of `up` to the end of `down`. If the
/// program supports `stop`, it is called when the service stops, and `down` when the stack goes down.
final class ProviderHost: Sendable {
    struct Patience: Sendable {
        var metadata = Duration.seconds(10)
        var up = Duration.seconds(1800)
        var down = Duration.seconds(300)
    }

    private struct Provided {
        var launch: Launch
        var isEnding = false
        var ending: OwnedTask<Void>?
    }

    private struct State {
        var running: [InstanceID: Provided] = [:]
        /// Services that were stopped and still need `down`, by service name.
        var stopped: [String: Launch] = [:]
    }

    private let configuration: NativeConfiguration
    private let commands: CommandCollector
    private let logs: LogStore
    private let mark: ProcessMark
    private let patience: Patience
    private let state = Mutex(State())

    /// - Parameter mark: the mark of processes that the programs start. These may outlive the stack.
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

    /// Runs `up` and returns the variables that the provider offers. Cancellation kills the program.
    func start(_ launch: Launch) async throws(RuntimeError) -> RunningInstance {
        let variables = try await run(.up, launch, patience.up)
        if Task.isCancelled { throw RuntimeError(.refused, "it was stopped while its provider was starting it") }
        state.withLock { state in
            state.running[launch.instance] = Provided(launch: launch)
            state.stopped[launch.service.name] = nil
        }
        return RunningInstance(pid: nil, offers: variables)
    }

    func isProvided(_ instance: InstanceID) -> Bool { state.withLock { $0.running[instance] != nil } }

    /// Runs `stop` or, if the provider does not support it, `down`. `onEnd` is called once when that is over, whether
    /// or not it succeeded.
    func end(_ instance: InstanceID, onEnd: @escaping @Sendable (ExitStatus, _ note: String?) -> Void) {
        state.withLock { state in
            guard let provided = state.running[instance], !provided.isEnding else { return }
            state.running[instance]?.isEnding = true
            state.running[instance]?.ending = OwnedTask {
                var status = ExitStatus.code(0)
                var note: String?
                do throws(RuntimeError) {
                    let stops = await self.metadata(provided.launch)?.stop != nil
                    _ = try await self.run(stops ? .stop : .down, provided.launch, self.patience.down)
                    if stops { self.state.withLock { $0.stopped[instance.service] = provided.launch } }
                } catch {
                    status = .code(1)
                    note = "its provider could not stop it: \(error.message)"
                }
                self.state.withLock { $0.running[instance] = nil }
                onEnd(status, note)
            }
        }
    }

    /// Kills the program that is stopping the service.
    func kill(_ instance: InstanceID) { state.withLock { $0.running[instance]?.ending }?.cancel() }

    /// Runs `down` for services that were only stopped. Returns a description of each failure.
    func tearDown() async -> [String] {
        let launches = state.withLock { state in
            defer { state.stopped = [:] }
            return state.stopped.values.sorted { $0.service.name < $1.service.name }
        }
        var problems: [String] = []
        for launch in launches {
            do throws(RuntimeError) { _ = try await run(.down, launch, patience.down) } catch {
                problems.append("\(launch.service.name): its provider could not stop it: \(error.message)")
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
        log.note("\(path) \(verb.rawValue)", at: WallClock.nowNs)
        let request = request(path, try call.arguments(verb))
        let output = await commands.run(request, timeout: timeout) { transcript.append($0, $1) }
        let variables = Result { () throws(RuntimeError) in try transcript.finish() }
        switch output.outcome {
        case .ended(.code(0)): return try variables.get()
        case .timedOut:
            throw RuntimeError(.refused, "'\(provider.type) \(verb.rawValue)' timed out after \(timeout.abbreviated)")
        case .notStarted(let reason): throw RuntimeError(.cannotExecute, reason)
        case .ended(let status):
            // An error reported by the program takes precedence over its exit status.
            _ = try variables.get()
            let last = transcript.lastErrorLine.map { ": \($0)" } ?? ""
            throw RuntimeError(.refused, "'\(provider.type) \(verb.rawValue)' failed with \(status)\(last)")
        }
    }

    /// Returns the program's metadata; nil if it offers none.
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
