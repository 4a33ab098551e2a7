package import ComposeModel
package import Diagnostics
import Foundations
import OrderedCollections
package import Runtime
package import ServiceGraph

/// Owns a stack: its machine, which decides, and its runner, which acts.
///
/// Whatever happens arrives as a ``step(_:)``: it changes the machine without a suspension, then hands the actions to the
/// runner. What takes time runs in the runner's tasks and comes back as another step.
package actor Supervisor {
    private var machine: StackMachine
    private let runner: StackRunner

    /// Creates the supervisor of a stack of which nothing runs yet.
    /// - Parameters:
    ///   - project: The project, with its replicas.
    ///   - runtimes: Where services run; takes precedence over the files.
    ///   - scales: The number of replicas of some services; takes precedence over the files.
    ///   - awaitsSeed: Whether seed data will be loaded unasked; ``seedChanged(_:)`` then reports its phase.
    /// - Throws: `DiagnosticsError` if the dependencies form a cycle.
    package init(
        project: Project,
        runtimes: RuntimeOverrides = RuntimeOverrides(),
        scales: [String: Int] = [:],
        awaitsSeed: Bool = false,
        dependencies: SupervisorDependencies
    ) throws(DiagnosticsError) {
        let runner = StackRunner(dependencies)
        let project = runtimes.applied(to: project)
        self.runner = runner
        machine = try StackMachine(
            project: project,
            choices: runtimes,
            scales: scales,
            awaitsSeed: awaitsSeed,
            bindings: project.services.values.reduce(into: [:]) { bindings, service in
                bindings[service.name] = Launch.Binding.settled(of: service, freePort: dependencies.freePort)
            },
            setting: StackMachine.Setting(
                runtimes: Set(dependencies.runtimes.map(\.kind)),
                absences: dependencies.absences,
                tuning: dependencies.tuning
            ),
            now: runner.now
        )
        dependencies.logs.configure(by: project)
    }

    /// Takes the runtimes' events, until ``close()``. Call it once, before anything is started.
    package func begin() { runner.begin(for: self) }

    // MARK: The loop

    /// Changes the machine, performs its actions, and wakes the tasks that wait for a change.
    @discardableResult
    func step<Value: Sendable, Failure: Error>(
        _ change: @Sendable (inout StackMachine) throws(Failure) -> Value
    ) throws(Failure) -> Value {
        machine.now = runner.now
        defer {
            for action in machine.takeActions() { runner.perform(action, for: self) }
            if machine.takeNews() { runner.wakeUps.signal() }
        }
        return try change(&machine)
    }

    /// Reads the machine.
    func read<Value: Sendable>(_ question: @Sendable (StackMachine) -> Value) -> Value { question(machine) }

    /// Takes an event of one service.
    func handle(_ event: ServiceStateMachine.Event, for name: String) { step { $0.handle(event, for: name) } }

    /// Returns once something holds of the stack, or the supervisor is closed, or the task is cancelled.
    func wait(until holds: @Sendable (StackMachine) -> Bool) async {
        guard !holds(machine) else { return }
        for await _ in runner.wakeUps.stream() where holds(machine) { return }
    }

    // MARK: Commands

    /// Starts services and their dependencies; those whose definition changed are restarted.
    /// - Parameters:
    ///   - names: The services; empty for all.
    ///   - runtimes: Where services run from now on; nil leaves earlier choices.
    ///   - scales: How many replicas of these services run from now on; others keep their number.
    ///   - reloading: Whether to read the files again first.
    package func up(
        _ names: [String],
        runtimes: RuntimeOverrides? = nil,
        scales: [String: Int] = [:],
        reloading: Bool
    ) async throws(SupervisorError) -> CommandOutcome {
        try await perform(.up(names, runtimes: runtimes, scales: scales, reloading: reloading))
    }

    /// Starts the services and their dependencies; those that do not run get their definition from the files first.
    package func start(_ names: [String]) async throws(SupervisorError) -> CommandOutcome {
        try await perform(.start(names))
    }

    /// Stops the services, dependents first. Returns when that has begun.
    package func stop(_ names: [String]) throws(SupervisorError) -> CommandOutcome {
        try step { (machine) throws(SupervisorError) in try machine.commit(.stop(names), nil) }
    }

    /// Restarts the services under their definition in the files, and those that follow them
    /// (`depends_on: {restart: true}`). Returns when that has begun.
    package func restart(_ names: [String]) async throws(SupervisorError) -> CommandOutcome {
        try await perform(.restart(names))
    }

    /// Moves a service to another runtime, on the same ports. Services that see it under another address than before are
    /// restarted. Returns when that has begun.
    ///
    /// The new runtime is asked whether it can run the service, and fetches what it lacks, before the running instance is
    /// touched. Throws ``SupervisorError``: `unknownService`, `runtimeRefused` with the reason and the remedy.
    package func switchRuntime(
        of name: String,
        to preference: RuntimePreference
    ) async throws(SupervisorError) -> CommandOutcome {
        try await perform(.switchRuntime(name, preference))
    }

    /// Gathers what a command must know, and commits it in one go. If another command was committed meanwhile, it gathers
    /// again.
    private func perform(_ command: SupervisorCommand) async throws(SupervisorError) -> CommandOutcome {
        while true {
            let before = machine
            let update = try await runner.gather(command, for: before, self)
            guard machine.revision == before.revision else { continue }
            let outcome = try step { (machine) throws(SupervisorError) in try machine.commit(command, update) }
            await runner.waitUntilAdopted()
            return outcome
        }
    }

    /// Applies changed files to all replicas of a running service: rebuilds and replaces it; or copies files, then restarts
    /// it or runs commands in it. Returns when that is done, or, for a restart, has begun; what was done is announced too.
    /// Throws ``SupervisorError``: `unknownService`, `refreshFailed`, `shuttingDown`.
    package func refresh(_ refresh: ServiceRefresh) async throws(SupervisorError) -> CommandOutcome {
        try machine.refuseUnknown([refresh.service])
        try machine.refuseWhileShuttingDown()
        let members = machine.replicas(of: refresh.service)
        var changes: [String] = []
        for member in members {
            var own = refresh
            own.service = member
            let lines = try await runner.refresh(own, for: self)
            for line in lines { announce(line, about: member) }
            changes += lines
        }
        return CommandOutcome(services: members, changes: changes, sequence: lastSequence)
    }

    /// Throws ``SupervisorError``, `unknownService` with the nearest name, for the first name that is no service's.
    package func refuseUnknown(_ names: [String]) throws(SupervisorError) { try machine.refuseUnknown(names) }

    // MARK: Reports

    /// The definition in force.
    package var project: Project { machine.project }
    /// The variables that services, such as providers, offer to their dependents.
    package var offeredVariables: [String: String] { machine.offeredVariables }
    /// The dependencies of the definition in force.
    package var graph: ServiceGraph { machine.graph }
    /// The last complete start.
    package var startup: StartupReport? { machine.profile.report }
    /// The number of the newest change.
    package var lastSequence: UInt64 { machine.journal.lastSequence }
    var order: [String] { machine.order }
    var scales: [String: Int] { machine.scales }
    var runtimeChoices: RuntimeOverrides { machine.choices }

    /// The whole stack as it is now.
    package func report() -> StackReport {
        StackReport(sequence: lastSequence, project: project, services: order.compactMap(machine.report))
    }

    /// What each running service uses, by name.
    package func usage() async -> [String: ResourceUsage] {
        var result: [String: ResourceUsage] = [:]
        for runtime in runner.dependencies.runtimes {
            for (instance, usage) in await runtime.usage() { result[instance.service] = usage }
        }
        return result
    }

    /// The launch of a service as it runs, or would: its environment and addresses.
    package func launch(of name: String) -> Launch? {
        machine.services[name].map { machine.launch(name, $0.machine.generation) }
    }

    /// Wakes up whenever there are new changes; several changes may cause one wake-up. Ends with ``close()``.
    package func wakeUps() -> AsyncStream<Void> { runner.wakeUps.stream() }

    /// The changes after a number; nil if they are no longer kept: take a ``report()`` then.
    package func changes(after sequence: UInt64) -> [StackChange]? {
        machine.journal.changes(after: sequence).map(Array.init)
    }

    /// The newest changes that are kept, at most `count`, oldest first.
    package func newestChanges(_ count: Int) -> [StackChange] { Array(machine.journal.newest(count)) }

    /// Publishes a notice about the whole stack, or about a service.
    package func announce(
        _ message: String,
        about service: String? = nil,
        level: StackChange.Notice.Level = .info
    ) {
        step { $0.publish(.notice(StackChange.Notice(level, service: service, message))) }
    }

    /// Takes the phase of the seed data, and starts what has waited for it.
    package func seedChanged(_ phase: SeedPhase) { step { $0.seedChanged(phase) } }

    // MARK: End

    /// Stops everything in reverse order and removes what is left, with `removingData` what the services wrote as well.
    /// Returns when nothing runs any more.
    package func shutDown(removingData: Bool = false) async {
        step { $0.shutDown() }
        await wait { $0.hasStopped }
        for problem in await runner.tearDown(removingData: removingData) {
            step { $0.publish(.notice(StackChange.Notice(.warning, problem))) }
        }
    }

    /// Ends all streams and tasks. Call it after the last client has been told of the end.
    package func close() { runner.end() }
}
