import ComposeLoader
package import ComposeModel
package import ControlAPI
import ControlServer
import DockerRuntime
import FoundationEssentials
import Foundations
import Glibc
package import LogAnalysis
import LogStore
import NativeRuntime
import Runtime
import StackService
import StateFiles
import Supervision

/// Everything in a supervisor process, from taking the lock to exiting.
package struct SupervisorProcess {
    let source: ProjectSource
    let services: [String]
    let runtimes: RuntimeOverrides
    let scales: [String: Int]
    let seedsAutomatically: Bool
    let stack: LoadedStack
    /// The process for which the stack exists; nil: it stays until it is taken down.
    let owner: Int32?
    /// nil: the ports of the files.
    let ports: ChosenPorts?
    /// Held open until the process exits.
    let state: OpenState
    let runFolder: OwnedDirectory
    let lock: HeldLock
    let environment: [String: String]
    let inputs: PipedInputStore
    let endLimit: EndLimit
    /// Before any service was started: nanoseconds since 1970.
    let startedNs = WallClock.nowNs
    package let warnings: String
    /// Masks the project's secrets.
    package var masker: SecretMasker { stack.masker }

    /// Takes the stack's lock and reads its files.
    package init(
        _ source: ProjectSource,
        services: [String],
        runtimes: RuntimeOverrides,
        scales: [String: Int],
        seedsAutomatically: Bool,
        ports: PortChoice?,
        seeds: String?,
        owner: Int32?,
        inputs: PipedInputStore,
        color: Bool
    ) throws(CommandFailure) {
        self.source = source
        self.services = services
        self.runtimes = runtimes
        self.scales = scales
        self.seedsAutomatically = seedsAutomatically
        self.inputs = inputs
        self.owner = owner
        environment = CallerEnvironment.variables
        let files = inputs.files()
        let location = try StackLocation(
            source,
            environment: environment,
            workingDirectory: CallerEnvironment.workingDirectory,
            inputs: files
        )
        guard let state = try StateFolder(location).open() else {
            throw CommandFailure(.failed, "no folder \(location.stateDirectory)", hint: "cpadev up creates it")
        }
        self.state = state
        runFolder = try state.existing("run")
        lock = try HeldLock(in: runFolder)
        var stack = try LoadedStack.load(
            location,
            source,
            environment,
            workingDirectory: CallerEnvironment.workingDirectory,
            inputs: files,
            ports: .ofFiles,
            color: color
        )
        try stack.requireServices()
        if let seeds { stack.loaded.project.settings.seeds = seeds }
        switch ports ?? (owner == nil ? stack.project.settings.ports : .auto) {
        case .fixed:
            self.ports = nil
            ChosenPorts.forget(runFolder)
        case .auto:
            let chosen = try ChosenPorts(owner == nil || ports != nil ? .kept : .apart, location, runFolder)
            stack.loaded.project = try chosen.applied(to: stack.project)
            self.ports = chosen
        }
        self.stack = stack
        ProjectRecord(stack, source, environment).write(runFolder)
        endLimit = EndLimit(stack.project)
        warnings = stack.renderedWarnings(color: color)
    }

    /// How long a seed data operation may take to stop.
    private static let dataTimeout = Duration.seconds(5)
    /// How long a subscriber may take to read the final events.
    private static let subscriberTimeout = Duration.milliseconds(500)

    /// Runs until the stack is taken down.
    /// - Parameter onReady: called once services are starting and the socket is listening.
    package func run(onReady: @escaping @Sendable (CommandReply) -> Void) async throws {
        let location = stack.location
        let inheritance = SpawnAttributes.prepareSupervisor()
        let project = try Self.project(of: stack, scales)
        // The folder that `up` was run in must stay removable and unmountable.
        _ = chdir(location.root)
        let leftovers = cleanLeftovers()
        let logs = try openLogs()
        // Before anything new is written: the newest line shows how long an earlier supervisor lived.
        let newestLineNs = LogStore.newestNs(logs)
        let green = HealthyPeriodRecorder(in: runFolder, StackLocation.greenName) { newestLineNs }
        let history = makeHistory()
        let runtime = try makeRuntime(logs, inheritance)
        let containers = containers(logs)
        let supervisor = try makeSupervisor(project, runtime, containers, logs)
        await supervisor.begin()
        for notice in leftovers { await supervisor.announce(notice) }

        let reply: CommandReply
        do throws(SupervisorError) {
            let outcome = try await supervisor.up(services, reloading: false)
            // The waiting `up` prints these; later clients find them in the journal.
            var started = CommandReply(services: outcome.services, changes: leftovers, sequence: outcome.sequence)
            started.isProfiled = outcome.isProfiled
            reply = started
        } catch {
            _ = runtime.sweep()
            _ = runtime.removeLedger()
            var failure = CommandFailure(error)
            if error.code == .portTaken {
                failure.hint = [failure.hint, "for free ports: cpadev up --ports auto"].compactMap(\.self)
                    .joined(separator: "; ")
            }
            throw failure
        }

        let data = try makeData(supervisor, logs)
        let (requests, continuation) = AsyncStream.makeStream(of: Bool.self, bufferingPolicy: .bufferingOldest(8))
        let watchdog = try EndWatchdog(
            files: EndWatchdog.Files(ledger: runtime.ledger, socket: location.socketPath, run: runFolder),
            limit: endLimit,
            onSignal: { continuation.yield(false) }
        )
        if let owner {
            OwnerWatch.begin(owner) { [runFolder, location] in
                guard !EphemeralStack.isKept(runFolder) else { return }
                EphemeralStack.endCommand(location)
                continuation.yield(true)
            }
        }
        let control = SupervisorControl(
            supervisor: supervisor,
            logs: logs,
            info: info(),
            data: data,
            green: green,
            history: history,
            endLimit: { [endLimit] in endLimit.current },
            onDown: {
                watchdog.arm()
                continuation.yield($0)
            }
        )
        let server = makeServer(control, runtime)
        let (removesData, survivors) = try await withThrowingTaskGroup(of: Bool?.self) { group in
            group.addTask {
                try await server.run(onListening: { onReady(reply) })
                return nil
            }
            group.addTask {
                for await removesData in requests { return removesData }
                return false
            }
            group.addTask {
                for await notice in runtime.notices { await supervisor.announce(notice) }
                return nil
            }
            if let data {
                group.addTask {
                    await data.watch()
                    return nil
                }
                group.addTask {
                    await control.resetBySchedule()
                    return nil
                }
            }
            group.addTask {
                await control.watchHealth()
                return nil
            }
            group.addTask {
                await control.recordHistory(lastSeenNs: newestLineNs)
                return nil
            }
            let metrics = makeMetricsServer(control, supervisor)
            let projectChanges = await supervisor.wakeUps()
            group.addTask {
                await metrics.run(port: { await supervisor.project.exportedMetrics?.port }, changes: projectChanges)
                return nil
            }
            let changes = await supervisor.wakeUps()
            group.addTask {
                await IdleMemory.release(afterQuietSince: changes)
                return nil
            }
            SupervisorFault.begin(environment)
            var removesData: Bool?
            while removesData == nil, let answer = try await group.next() { removesData = answer }
            watchdog.arm()
            if let data, await !TimeLimit.wait(atMost: Self.dataTimeout, for: { await data.close() }) {
                await supervisor.announce("a seed data operation is still running; stopping its stores anyway")
            }
            await supervisor.shutDown(removingData: removesData ?? false)
            let survivors = runtime.sweep()
            await (try? containers.get())?.close()
            // Subscribers read the final events from the journal before their streams end.
            await supervisor.close()
            await server.waitForSubscribers(within: Self.subscriberTimeout)
            group.cancelAll()
            return (removesData ?? false, survivors)
        }
        logs.close()
        // Removing gigabytes may take longer.
        watchdog.disarm()
        if owner != nil, removesData, survivors.isEmpty {
            unlink(location.socketPath)
            return EphemeralStack.removeFolder(of: state)
        }
        if removesData {
            for line in ServiceData(state).remove() { LogOutput.standardError.write("left \(line)") }
        }
        unlink(location.socketPath)
        // The next `up` or `down` retries processes that survived every signal, and needs the ledger for that.
        if survivors.isEmpty, let kept = runtime.removeLedger() { LogOutput.standardError.write("left \(kept)") }
        for line in survivors { LogOutput.standardError.write("still running: \(line)") }
    }
}
