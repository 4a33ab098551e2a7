import ComposeLoader
import ComposeModel
import ControlAPI
import ControlServer
import Diagnostics
import DockerEngine
import DockerRuntime
import FoundationEssentials
import Foundations
import Glibc
import Health
import LogStore
import Logging
import NativeRuntime
import OrderedCollections
import Runtime
import Seeding
import StackService
import StateFiles
import Supervision

extension SupervisorProcess {
    func info() -> StackSnapshot.SupervisorInfo {
        var info = StackSnapshot.SupervisorInfo(
            pid: getpid(),
            version: ProgramBuild.version,
            startedAt: Date(),
            socket: stack.location.socketPath
        )
        info.startedNs = startedNs
        info.environment = stack.location.environmentName
        return info
    }

    func openLogs() throws(CommandFailure) -> LogStore {
        try LogStore(directory: state.existing("logs"))
    }

    /// Returns nil if its folder cannot be used: the stack runs without a history then.
    func makeHistory() -> StateHistory? {
        let folder = try? runFolder.directory("history", making: 0o700, tightensPermissions: true)
        return folder.map { StateHistory(in: $0) }
    }

    func makeRuntime(
        _ logs: LogStore,
        _ inheritance: SpawnAttributes
    ) throws(CommandFailure) -> NativeRuntime {
        let program = CallerEnvironment.executable
        let data = try state.existing("data")
        do throws(RuntimeError) {
            let ledger = try Ledger(in: runFolder, cookie: UUID().uuidString)
            return try NativeRuntime(
                configuration: NativeConfiguration(stack, environment, data: data),
                ledger: ledger,
                logs: logs,
                guardianCommand: [
                    program, Guardian.subcommand, "--state", state.root.path, "--cookie", ledger.cookie,
                ],
                inheritance: inheritance
            )
        } catch {
            throw CommandFailure(error, as: .failed)
        }
    }

    /// The runtime of the engine that the environment names. Does not contact the engine yet.
    func containers(_ logs: LogStore) -> Result<DockerRuntime, RuntimeError> {
        do throws(EngineError) {
            let client = try EngineClient(environment)
            let configuration = DockerConfiguration(stack, environment)
            return .success(DockerRuntime(configuration: configuration, client: client, logs: logs))
        } catch {
            return .failure(RuntimeError(error, as: .unreachable))
        }
    }

    /// The project that the supervisor runs. Throws if the system does not allow that many services.
    static func project(of stack: LoadedStack, _ scales: [String: Int]) throws(CommandFailure) -> Project {
        let project = try stack.projectWithReplicas(scales)
        do throws(RuntimeError) { try DescriptorReserve.check(services: project.services.count) } catch {
            throw CommandFailure(error, as: .unavailable)
        }
        return project
    }

    func makeSupervisor(
        _ project: Project,
        _ runtime: NativeRuntime,
        _ containers: Result<DockerRuntime, RuntimeError>,
        _ logs: LogStore
    ) throws(CommandFailure) -> Supervisor {
        let (source, location, environment) = (source, stack.location, environment)
        let (inputs, endLimit, ports) = (inputs, endLimit, ports)
        var places: [any ServiceRuntime] = [runtime]
        var absences: [RuntimeKind: RuntimeError] = [:]
        switch containers {
        case .success(let containers): places.append(containers)
        case .failure(let reason): absences[.docker] = reason
        }
        let dependencies = SupervisorDependencies(
            runtimes: places,
            absences: absences,
            probes: ProbeFactory(),
            logs: logs,
            reload: { scales in
                let directory = CallerEnvironment.workingDirectory
                do throws(CommandFailure) {
                    // The files may be FIFOs, or be on a disk that does not respond.
                    let project = try await DedicatedThread.run("reload") { () throws(CommandFailure) in
                        var stack = try LoadedStack.load(
                            location,
                            source,
                            environment,
                            workingDirectory: directory,
                            inputs: inputs.files(),
                            ports: .ofFiles
                        )
                        if let ports { stack.loaded.project = try ports.applied(to: stack.project) }
                        return try Self.project(of: stack, scales)
                    }
                    endLimit.take(project)
                    return project
                } catch { throw ReloadError(message: error.message) }
            },
            variablesRead: { LauncherVariables.read(by: $0, of: $1) },
            portHolder: { PortInspector.holderDescription(of: $0, host: $1) },
            freePort: { PortInspector.freePort() },
            wallClock: { WallClock.nowNs }
        )
        do throws(DiagnosticsError) {
            return try Supervisor(
                project: project,
                runtimes: runtimes,
                scales: scales,
                awaitsSeed: project.settings.seeds != nil && seedsAutomatically,
                dependencies: dependencies
            )
        } catch {
            throw CommandFailure(
                diagnostics: LoadedStack.render(
                    error.diagnostics,
                    color: false,
                    CallerEnvironment.workingDirectory
                )
            )
        }
    }

    /// Returns nil if the Compose file names no seed manifest.
    func makeData(_ supervisor: Supervisor, _ logs: LogStore) throws(CommandFailure) -> DataControl? {
        guard let manifest = stack.project.settings.seeds else { return nil }
        let location = stack.location
        let variables = stack.project.environment.merging(CallerEnvironment.variables) { $1 }
        // In MiB, as .env.example says.
        let undoLimit = variables["CPADEV_UNDO_LIMIT"].flatMap { Int64($0) }.map { max(0, min($0, 1 << 30)) << 20 }
        let seeder = Seeder(
            configuration: Seeder.Configuration(
                // Prepared databases are used by stacks of other names.
                stack: owner == nil ? stack.project.name : "with",
                manifest: manifest,
                displayName: StackLocation.relative(manifest, to: location.root),
                directory: "\(state.root.descriptorPath)/seeds",
                displayDirectory: StackLocation.relative("\(location.stateDirectory)/seeds", to: location.root),
                isAutomatic: seedsAutomatically,
                undoLimit: undoLimit ?? Seeder.Configuration.defaultUndoLimit
            ),
            announce: { await supervisor.announce($0) }
        )
        let data = DataControl(seeder: seeder, supervisor: supervisor) { error in
            // Locations are relative to the checkout's root, wherever the command was run.
            error.diagnostics.isEmpty ? nil : LoadedStack.render(error.diagnostics, color: false, location.root)
        }
        // A stack that exists for a command is not anybody's demo.
        guard let reset = stack.project.settings.reset, owner == nil else { return data }
        do throws(DiagnosticsError) {
            let zone = try ResetZone.find(reset)
            return data.reset(by: reset, in: zone, folder: runFolder, logs: logs, supervisor)
        } catch {
            throw CommandFailure(diagnostics: LoadedStack.render(error.diagnostics, color: false, location.root))
        }
    }

    func makeServer(_ control: SupervisorControl, _ runtime: NativeRuntime) -> ControlServer {
        var logger = Logger(label: "cpadev")
        logger.logLevel = .warning
        return ControlServer(
            control: control,
            masker: { await control.masker() },
            environment: { name in
                await control.launch(of: name).map { runtime.processEnvironment(of: $0) }
            },
            metrics: { await control.exportedMetrics() },
            acceptInputs: { [inputs] in inputs.take($0) },
            socketPath: stack.location.socketPath,
            product: ProgramBuild.current.description,
            logger: logger
        )
    }

    func makeMetricsServer(_ control: SupervisorControl, _ supervisor: Supervisor) -> MetricsServer {
        var logger = Logger(label: "cpadev")
        logger.logLevel = .error
        return MetricsServer(
            metrics: { await control.exportedMetrics() },
            announce: { await supervisor.announce($0) },
            logger: logger
        )
    }

    /// Ends processes that were left by a supervisor killed together with its guardian.
    /// - Returns: notices about these processes and about those that the guardian ended.
    func cleanLeftovers() -> [String] {
        var notices: [String] = []
        do throws(CommandFailure) {
            notices = try LeftoverProcesses(in: runFolder, under: lock).end()
                .map { "\($0) from a supervisor that died" }
        } catch { notices.append(error.message) }
        for line in GuardianReport.take(runFolder, StackLocation.forcedEndLogName) {
            notices.append("last time: \(line)")
        }
        let earlier = GuardianReport.take(runFolder)
        if !earlier.isEmpty {
            notices.append("the last supervisor died; its guardian \(earlier.joined(separator: ", "))")
        }
        return notices
    }
}

/// The files could not be reloaded. The description is shown to the user.
private struct ReloadError: Error, CustomStringConvertible {
    var message: String
    var description: String { message }
}
