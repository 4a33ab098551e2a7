package import ComposeModel
import Foundations
import Glibc
package import LogStore
import OrderedCollections
package import Runtime
import Synchronization

/// Runs services as processes on this machine, each in its own session, watched by a guardian.
package final class NativeRuntime: ServiceRuntime {
    /// Always `native`.
    package let kind = RuntimeKind.native
    /// Exits of instances. An exit is emitted once nothing of the instance is left, or after half a second. Unbounded;
    /// for a single consumer.
    package let events: AsyncStream<RuntimeEvent>
    /// Messages for the user that no instance event conveys: that no guardian is running. The newest eight are
    /// buffered; for a single consumer.
    package let notices: AsyncStream<String>

    let configuration: NativeConfiguration
    let environment: NativeEnvironment
    let host: ProcessHost
    let commands: CommandCollector
    private let providers: ProviderHost
    package let ledger: Ledger
    let marks: ProcessMarkRegistry
    private let logs: LogStore
    private let guardian: GuardianKeeper
    private let emit: AsyncStream<RuntimeEvent>.Continuation
    private let state = Mutex(State())

    private struct State: Sendable {
        var running: [InstanceID: Int32] = [:]
        /// Instances whose exit was collected before `start` recorded their pid.
        var exitedEarly: Set<InstanceID> = []
        /// Instances whose exit was collected but not emitted yet.
        var ending: Set<InstanceID> = []
    }

    /// Creates a runtime and starts its guardian.
    /// - Parameters:
    ///   - guardianCommand: a program and arguments that call ``Guardian/run(in:cookie:)``. Its
    ///     working directory is the ledger's.
    ///   - inheritance: attributes that services get instead of this process's own.
    package init(
        configuration: NativeConfiguration,
        ledger: Ledger,
        logs: LogStore,
        guardianCommand: [String],
        inheritance: SpawnAttributes = SpawnAttributes()
    ) throws(RuntimeError) {
        self.configuration = configuration
        self.ledger = ledger
        self.logs = logs
        environment = NativeEnvironment(configuration)
        marks = ProcessMarkRegistry(cookie: ledger.cookie)
        host = try ProcessHost(inheritance: inheritance)
        commands = CommandCollector(host: host)
        providers = ProviderHost(configuration: configuration, commands: commands, logs: logs, mark: marks.exempt)
        let (notices, announce) = AsyncStream<String>.makeStream(bufferingPolicy: .bufferingNewest(8))
        self.notices = notices
        guardian = GuardianKeeper(
            command: guardianCommand,
            environment: configuration.environment.filter { $0.key == "PATH" },
            folder: ledger.directory,
            host: host,
            announce: { announce.yield($0) }
        )
        // Exits are rare and none may be lost, so the buffer is unbounded.
        (events, emit) = AsyncStream.makeStream(bufferingPolicy: .unbounded)
        try guardian.start()
    }

    /// The environment for commands that the user runs alongside the service: the environment of its processes, plus
    /// the server's own programs in PATH and the variables with which clients find the server.
    package func processEnvironment(of launch: Launch) -> [String: String] { environment.forCommand(launch) }

    // MARK: Availability and installation

    /// Runs the launcher's `check`, or looks up the command in PATH.
    package func availability(of launch: Launch) async -> Availability {
        let mark = marks.mark(of: launch.instance).value
        return await AvailabilityCheck(configuration: configuration, commands: commands, mark: mark)
            .availability(of: launch)
    }

    /// Runs the launcher's `install` for at most 30 minutes and logs its output. Does nothing for a service without a
    /// launcher.
    package func install(
        _ launch: Launch,
        progress: @escaping @Sendable (String) -> Void
    ) async throws(RuntimeError) {
        guard case .launcher(let path, _) = launch.service.settings.native else { return }
        try configuration.createDataDirectory(of: launch.service)
        let log = try serviceLog(launch.service.name)
        let lines = ProgressLines(progress)
        let variables = environment.forLauncher(launch)
        let request = request(path, [path, "install"], variables, for: launch, in: configuration.projectDirectory)
        let output = await commands.run(request, timeout: .seconds(1800)) { bytes, stream in
            log.append(bytes, stream: stream, at: WallClock.nowNs)
            lines.append(bytes)
        }
        log.finishPartialLines(at: WallClock.nowNs)
        guard output.outcome != .ended(.code(0)) else { return }
        let last = output.output.split(whereSeparator: \.isNewline).last.map(String.init) ?? "no output"
        let report = output.outcome == .timedOut ? "it took longer than 30 minutes" : last
        throw RuntimeError(
            .installFailed,
            "installation failed: \(report)",
            remedy: "see the full output with: cpadev logs \(launch.service.name)"
        )
    }

    // MARK: Life of an instance

    /// Starts the service's command in its own session; the process ID is also the process group ID.
    @concurrent
    package func start(_ launch: Launch) async throws(RuntimeError) -> RunningInstance {
        if launch.service.isProvided { return try await providers.start(launch) }
        try configuration.createDataDirectory(of: launch.service)
        let log = try serviceLog(launch.service.name)
        let request = try request(for: launch)
        let instance = launch.instance
        let pid = try host.spawn(
            request,
            onStart: { log.note("started, pid \($0)", at: WallClock.nowNs) },
            sink: { bytes, stream in log.append(bytes, stream: stream, at: WallClock.nowNs) },
            onIncompleteLine: { log.flushPartialLine(of: $0, at: WallClock.nowNs) },
            onExit: { [self] status in
                log.finishPartialLines(at: WallClock.nowNs)
                ended(instance, status)
            }
        )
        do {
            try ledger.recordStart(
                pid: pid,
                stopSignal: launch.service.effectiveStopSignal ?? .terminate,
                service: launch.service.name
            )
        } catch {
            // A process that is not in the ledger could be orphaned, so it must not run.
            Glibc.kill(-pid, SIGKILL)
            throw error
        }
        let hasEnded = state.withLock { state in
            if state.exitedEarly.remove(instance) != nil { return true }
            state.running[instance] = pid
            return false
        }
        if hasEnded { release(pid) }
        return RunningInstance(pid: pid)
    }

    private func ended(_ instance: InstanceID, _ status: ExitStatus) {
        let pid = state.withLock { state in
            let pid = state.running.removeValue(forKey: instance)
            state.ending.insert(instance)
            if pid == nil { state.exitedEarly.insert(instance) }
            return pid
        }
        if let pid { release(pid) }
        // Kill processes that left the group before emitting the exit, since the next instance may start after it. This
        // runs on a thread of its own, because the current one drains pipes.
        DedicatedThread.startOrTrap(named: "cpadev-end") { [self] in
            processes(of: instance).end()
            marks.forget(instance)
            state.withLock { _ = $0.ending.remove(instance) }
            emit.yield(.exited(instance, status, note: nil))
        }
    }

    package func hasExited(_ instance: InstanceID) -> Bool {
        let (isEnding, pid) = state.withLock { ($0.ending.contains(instance), $0.running[instance]) }
        // An instance that another process serves has no process.
        guard !isEnding, let pid else { return isEnding }
        // The process may have exited without having been reaped yet.
        var status = siginfo_t()
        return waitid(P_PID, id_t(pid), &status, WEXITED | WNOHANG | WNOWAIT) != 0 || status.si_signo == SIGCHLD
    }

    /// Like a container, a service ends as a whole when its main process exits.
    private func release(_ pid: Int32) {
        Glibc.kill(-pid, SIGKILL)
        ledger.recordEnd(pid: pid)
    }

    /// Sends a signal, then SIGCONT. Ignores unknown instances.
    package func signal(_ instance: InstanceID, _ signal: Signal, group: Bool) async {
        if providers.isProvided(instance) {
            return providers.end(instance) { [emit] in emit.yield(.exited(instance, $0, note: $1)) }
        }
        guard let pid = state.withLock({ $0.running[instance] }) else { return }
        Glibc.kill(group ? -pid : pid, signal.number)
        // A stopped process handles a signal only after it is continued.
        Glibc.kill(group ? -pid : pid, SIGCONT)
    }

    /// Sends SIGKILL to the instance's process group and to its processes that have left the group.
    package func kill(_ instance: InstanceID) async {
        providers.kill(instance)
        guard let pid = state.withLock({ $0.running[instance] }) else { return }
        Glibc.kill(-pid, SIGKILL)
        processes(of: instance).kill()
    }

    private func processes(of instance: InstanceID) -> MarkedProcesses {
        let mark = ledger.environmentMark(of: instance)
        return MarkedProcesses(entry: "\(mark.key)=\(mark.value)", mark: marks.mark(of: instance))
    }

    /// Returns the running service whose process listens on a port; nil if none does.
    package func portHolder(_ port: UInt16, host: String) async -> PortHolder? {
        let pids = PortInspector().holders(of: port, host: host)?.compactMap(\.pid) ?? []
        let running = state.withLock { Array($0.running.keys) }
        return running.first { !processes(of: $0).find(among: pids).isEmpty }.map { .service($0.service) }
    }

    /// Returns who listens on the port if no process of the instance does.
    ///
    /// Another process may listen on the instance's behalf without descending from it, such as a container's proxy. It
    /// started later and belongs to no stack.
    package func foreignHolder(of port: UInt16, host: String, besides instance: InstanceID) async -> String? {
        guard let pid = state.withLock({ $0.running[instance] }), let own = ProcessTable.entry(of: pid) else {
            return nil
        }
        let inspector = PortInspector()
        guard !inspector.isHeld(port, host: host, by: pid) else { return nil }
        let holders = inspector.holders(of: port, host: host) ?? []
        let pids = holders.compactMap(\.pid)
        guard processes(of: instance).find(among: pids).isEmpty else { return nil }
        let isForeign = pids.contains { pid in
            ProcessMark.isSet(on: pid) || ProcessTable.entry(of: pid).map { $0.startTime < own.startTime } ?? false
        }
        return isForeign ? holders.map(\.description).joined(separator: ", ") : nil
    }

    /// Runs a command with the service's environment. Its process group is killed at the timeout.
    package func execute(_ command: LifecycleHook, in launch: Launch, timeout: Duration) async -> CommandOutput {
        let arguments = command.command
        var launch = launch
        for (key, value) in command.environment { launch.environment[key] = value }
        if let directory = command.workingDirectory { launch.service.workingDirectory = directory }
        let variables = environment.forCommand(launch)
        guard let name = arguments.first, let path = configuration.resolve(name, in: variables) else {
            let problem = configuration.search(in: variables).problem(with: arguments.first ?? "")
            return CommandOutput(outcome: .notStarted(reason: problem?.reason ?? "it cannot be found"), output: "")
        }
        return await commands.run(request(path, arguments, variables, for: launch), timeout: timeout)
    }

    /// Tells providers to take down the services that were only stopped.
    package func tearDown(removingData: Bool) async -> [String] { await providers.tearDown() }

    /// Creates a second provider host on the same processes, with shorter timeouts, for tests.
    func providerHost(patience: ProviderHost.Patience) -> ProviderHost {
        ProviderHost(
            configuration: configuration,
            commands: commands,
            logs: logs,
            mark: marks.exempt,
            patience: patience
        )
    }

    /// The current resource usage of each running instance, including all its descendants, from /proc.
    package func usage() async -> [InstanceID: ResourceUsage] {
        let running = state.withLock { $0.running }
        guard !running.isEmpty else { return [:] }
        return ResourceSampler.sample(running, in: ProcessTable.current())
    }

    /// Removes the ledger once nothing is left, and dismisses the guardian.
    /// - Returns: a description of a ledger that is another supervisor's and is kept.
    package func removeLedger() -> String? {
        defer { guardian.dismiss() }
        return ledger.remove()
    }

    /// Kills all remaining processes of this runtime. Blocks for at most the grace period. Call it when everything has
    /// been stopped and the supervisor is about to exit.
    /// - Returns: descriptions of the processes that survived. The guardian and the next `up` or `down` try again,
    ///   using the ledger.
    package func sweep() -> [String] {
        let cleaner = LeftoverCleaner(grace: .milliseconds(500))
        let contents = ledger.contents()
        if let contents { _ = cleaner.clean(contents) }
        guardian.close()
        _ = cleaner.killDescendants(cookie: ledger.cookie, except: [guardian.pid])
        return contents.map(cleaner.survivors) ?? []
    }

    // MARK: Requests

    private func request(for launch: Launch) throws(RuntimeError) -> ProcessHost.Request {
        let variables = environment.forService(launch)
        let arguments: [String]
        switch launch.service.settings.native {
        case .launcher(let path, _): arguments = [path, "run"]
        case .command(let command, _): arguments = command
        case nil: throw RuntimeError(.cannotExecute, "it has no command of its own")
        }
        let search = configuration.search(in: variables)
        guard let name = arguments.first, let path = search.find(name) else {
            let problem = search.problem(with: arguments.first ?? "")
            throw RuntimeError(.cannotExecute, problem?.reason ?? "it cannot be found", remedy: problem?.remedy)
        }
        return request(path, arguments, variables, for: launch)
    }

    /// Returns the request for a process of an instance, with both of its marks.
    ///
    /// - Parameter directory: nil for the service's working directory.
    func request(
        _ path: String,
        _ arguments: [String],
        _ variables: [String: String],
        for launch: Launch,
        in directory: String? = nil
    ) -> ProcessHost.Request {
        let mark = ledger.environmentMark(of: launch.instance)
        return ProcessHost.Request(
            path: path,
            arguments: arguments,
            environment: variables.merging([mark.key: mark.value]) { $1 },
            workingDirectory: directory ?? configuration.workingDirectory(of: launch.service),
            mark: marks.mark(of: launch.instance).value
        )
    }

    func serviceLog(_ name: String) throws(RuntimeError) -> ServiceLog {
        do { return try logs.log(for: name) } catch {
            throw RuntimeError(.stateUnwritable, "cannot open the log of \(name): \(error)")
        }
    }
}
