import ComposeModel
import ControlAPI
import ControlServer
import Diagnostics
import DockerEngine
import DockerRuntime
import FoundationEssentials
import Glibc
import Health
import LogStore
import Logging
import NativeRuntime
import Runtime
import Seeding
import Supervision
import Synchronization
import SystemPackage
import UnixSignals

/// Everything that lives in a supervisor process, from its lock to its last breath.
struct SupervisorProcess {
    private let options: ProjectOptions
    private let services: [String]
    private let runtimes: RuntimeChoices
    private let seedsByItself: Bool
    private let stack: LoadedStack
    private let lock: HeldLock
    private let environment: [String: String]
    /// About the files, as they are to be printed.
    let warnings: String

    /// Takes the stack's lock and reads its files.
    init(
        _ options: ProjectOptions,
        services: [String],
        runtimes: RuntimeChoices,
        seedsByItself: Bool,
        color: Bool
    ) throws(CommandFailure) {
        self.options = options
        self.services = services
        self.runtimes = runtimes
        self.seedsByItself = seedsByItself
        environment = CallerEnvironment.variables
        let location = try StackLocation(
            options,
            environment: environment,
            workingDirectory: CallerEnvironment.workingDirectory
        )
        lock = try HeldLock(path: location.lockPath)
        stack = try LoadedStack.load(
            location,
            options,
            environment,
            workingDirectory: CallerEnvironment.workingDirectory,
            color: color
        )
        warnings = stack.renderedWarnings(color: color)
    }

    /// Runs until the stack is told to go down.
    /// - Parameter onReady: called once services are starting and the socket listens.
    func run(onReady: @escaping @Sendable (CommandReply) -> Void) async throws {
        let location = stack.location
        // The folder in which `up` was typed must stay free to be removed or unmounted.
        _ = chdir(location.root)
        let leftovers = cleanLeftovers()
        let logs = try openLogs()
        // Before anything new is written: the newest line tells how long an earlier supervisor lived.
        let green = GreenWatch(path: location.greenPath, lastSeenNs: { LogStore.newestNs(logs) })
        let runtime = try makeRuntime(logs)
        let containers = containers(logs)
        let supervisor = try makeSupervisor(runtime, containers, logs)
        await supervisor.begin()
        for notice in leftovers { await supervisor.announce(notice) }

        let reply: CommandReply
        do throws(SupervisorError) {
            let outcome = try await supervisor.up(services, reloading: false)
            // The `up` that waits tells these; a client that comes later finds them in the journal.
            reply = CommandReply(services: outcome.services, changes: leftovers, sequence: outcome.sequence)
        } catch {
            _ = runtime.sweep(ledgerPath: location.ledgerPath)
            unlink(location.ledgerPath)
            throw CommandFailure(error)
        }

        let data = makeData(supervisor)
        let (requests, continuation) = AsyncStream.makeStream(of: Bool.self, bufferingPolicy: .bufferingOldest(8))
        let control = SupervisorControl(
            supervisor: supervisor,
            logs: logs,
            info: info(),
            data: data,
            green: green,
            onDown: { continuation.yield($0) }
        )
        let server = makeServer(control, runtime)
        let removesData = try await withThrowingTaskGroup(of: Bool?.self) { group in
            group.addTask {
                try await server.run(onListening: { onReady(reply) })
                return nil
            }
            group.addTask {
                for await removesData in requests { return removesData }
                return false
            }
            if let data {
                group.addTask {
                    await data.watch()
                    return nil
                }
            }
            group.addTask {
                await control.watchHealth()
                return nil
            }
            let changes = await supervisor.wakeUps()
            group.addTask {
                await IdleMemory.release(afterQuietSince: changes)
                return nil
            }
            group.addTask {
                for await _ in await UnixSignalsSequence(trapping: .sigterm, .sigint) { return false }
                return nil
            }
            var removesData: Bool?
            while removesData == nil, let answer = try await group.next() { removesData = answer }
            await data?.close()
            await supervisor.shutDown(removingData: removesData ?? false)
            _ = runtime.sweep(ledgerPath: location.ledgerPath)
            await (try? containers.get())?.close()
            // Subscribers read the news of the end from the journal before their streams end.
            await supervisor.close()
            try? await Task.sleep(for: .milliseconds(50))
            group.cancelAll()
            return removesData ?? false
        }
        logs.close()
        if removesData {
            DataFolder(location.dataDirectory).removeAll()
            DataFolder(location.seedsDirectory).removeAll()
        }
        unlink(location.socketPath)
        unlink(location.ledgerPath)
    }

    // MARK: Parts

    private func info() -> StackSnapshot.SupervisorInfo {
        StackSnapshot.SupervisorInfo(
            pid: getpid(),
            version: CPADev.version,
            startedAt: Date(),
            socket: stack.location.socketPath
        )
    }

    private func openLogs() throws(CommandFailure) -> LogStore {
        do { return try LogStore(directory: FilePath(stack.location.logsDirectory)) } catch {
            throw CommandFailure(.failed, "cannot open the logs in \(stack.location.logsDirectory): \(error)")
        }
    }

    private func makeRuntime(_ logs: LogStore) throws(CommandFailure) -> NativeRuntime {
        let location = stack.location
        let program = CallerEnvironment.executable
        do throws(RuntimeError) {
            let ledger = try Ledger(path: location.ledgerPath, cookie: UUID().uuidString)
            return try NativeRuntime(
                configuration: NativeConfiguration(stack, environment),
                ledger: ledger,
                logs: logs,
                guardianCommand: [
                    program, "guard", "--ledger", location.ledgerPath, "--log", location.guardianLog,
                ]
            )
        } catch {
            throw CommandFailure(.failed, error.message, hint: error.remedy)
        }
    }

    /// The runtime of the engine that the environment names. Nothing is asked of it yet.
    private func containers(_ logs: LogStore) -> Result<DockerRuntime, RuntimeError> {
        do throws(EngineError) {
            let client = try EngineClient(environment)
            let configuration = DockerConfiguration(stack, environment)
            return .success(DockerRuntime(configuration: configuration, client: client, logs: logs))
        } catch {
            return .failure(RuntimeError(.unreachable, error.message, remedy: error.remedy))
        }
    }

    private func makeSupervisor(
        _ runtime: NativeRuntime,
        _ containers: Result<DockerRuntime, RuntimeError>,
        _ logs: LogStore
    ) throws(CommandFailure) -> Supervisor {
        let (options, location, environment) = (options, stack.location, environment)
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
            reload: {
                let directory = CallerEnvironment.workingDirectory
                do throws(CommandFailure) {
                    let stack = try LoadedStack.load(location, options, environment, workingDirectory: directory)
                    return try stack.projectWithReplicas()
                } catch { throw ReloadError(message: error.message) }
            },
            portHolder: { PortInspector.holderDescription(of: $0, host: $1) },
            freePort: { PortInspector.freePort() },
            wallClock: { SystemClock.nanoseconds() }
        )
        let project = try stack.projectWithReplicas()
        do throws(DiagnosticsError) {
            return try Supervisor(project: project, runtimes: runtimes, dependencies: dependencies)
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

    /// nil where the Compose file names no seed manifest.
    private func makeData(_ supervisor: Supervisor) -> DataControl? {
        guard let manifest = stack.project.settings.seeds else { return nil }
        let location = stack.location
        let seeder = Seeder(
            configuration: Seeder.Configuration(
                stack: stack.project.name,
                manifest: manifest,
                displayName: StackLocation.relative(manifest, to: location.root),
                directory: location.seedsDirectory,
                isAutomatic: seedsByItself
            ),
            announce: { await supervisor.announce($0) }
        )
        return DataControl(seeder: seeder, supervisor: supervisor) { error in
            // Places are told from the checkout's root on, wherever the command was typed.
            error.diagnostics.isEmpty ? nil : LoadedStack.render(error.diagnostics, color: false, location.root)
        }
    }

    private func makeServer(_ control: SupervisorControl, _ runtime: NativeRuntime) -> ControlServer {
        var logger = Logger(label: "cpadev")
        logger.logLevel = .warning
        return ControlServer(
            control: control,
            environment: { name in
                await control.launch(of: name).map { runtime.processEnvironment(of: $0) }
            },
            socketPath: stack.location.socketPath,
            logger: logger
        )
    }

    /// Ends what a supervisor left that was killed together with its guardian, and tells what the guardian ended.
    private func cleanLeftovers() -> [String] {
        let location = stack.location
        var notices: [String] = []
        if let contents = Ledger.read(path: location.ledgerPath) {
            for ended in LeftoverCleaner(grace: .seconds(2)).clean(contents) {
                let how = ended.killed ? "killed" : "stopped"
                notices.append("\(how) \(ended.service) (pid \(ended.pid)), left over from a supervisor that died")
            }
        }
        let earlier = GuardianNews.take(location.guardianLog)
        if !earlier.isEmpty {
            notices.append("the last supervisor died; its guardian \(earlier.joined(separator: ", "))")
        }
        return notices
    }
}

/// The files could not be read again. Its description is what a person is told.
private struct ReloadError: Error, CustomStringConvertible {
    var message: String
    var description: String { message }
}
