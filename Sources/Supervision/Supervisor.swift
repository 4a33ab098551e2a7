package import ComposeModel
package import Diagnostics
import Health
import LogStore
import OrderedCollections
import Runtime
package import ServiceGraph

/// Owns a stack: the graph, a state machine for each service, and what is known of them.
///
/// Everything that happens arrives as an event at ``handle(_:for:)``, which asks the machine, carries its actions out,
/// and journals the change, without a suspension in between. What takes time runs in tasks that this actor keeps and
/// cancels, and comes back as an event with the generation it belongs to.
package actor Supervisor {
    let dependencies: SupervisorDependencies
    /// The definition in force; another takes its place when the files are read again.
    public private(set) var project: Project
    /// The dependencies of the project in force.
    public private(set) var graph: ServiceGraph
    var records: [String: ServiceRecord] = [:]
    /// In the order of the Compose file.
    var order: [String] = []
    var journal: ChangeJournal
    var addresses = AddressBook()
    var profiled: ProfiledStart?
    /// What persons said of where services run, which goes before the files.
    var runtimeChoices: RuntimeChoices
    /// How many of some services are to run by a person's word, which goes before the files'.
    var scales: [String: Int]
    /// How often a command has changed the project, the choices or the scales.
    var revision: UInt64 = 0
    /// How far the seed data is.
    var seedPhase: SeedPhase
    /// Services that are restarted once their dependents have ended, each with the turn in which that was asked for.
    var heldRestarts: [String: UInt64] = [:]
    var nextRestart: UInt64 = 0
    /// Runtimes that do not answer, and why.
    var lost: [RuntimeKind: String] = [:]
    /// Of services whose replicas share steps before their start, by the name in the file.
    var stepRounds: [String: StepRound] = [:]
    /// How often each runtime came back after it was lost.
    var recoveries: [RuntimeKind: Int] = [:]
    /// The last complete start.
    public internal(set) var startup: StartupReport?
    private(set) var isShuttingDown = false
    private var isClosed = false

    private var listeners: [UInt64: AsyncStream<Void>.Continuation] = [:]
    private var nextListener: UInt64 = 0
    var waits: [Wait] = []
    private var eventTasks: [Task<Void, Never>] = []

    /// The services of an `up` whose readiness is measured.
    struct ProfiledStart {
        var services: Set<String>
        /// Of the supervisor's clock, as the time since it was made.
        var began: Duration
    }

    private let elapsed: @Sendable () -> Duration

    /// A supervisor of a stack of which nothing runs yet.
    /// - Parameters:
    ///   - project: with its replicas.
    ///   - runtimes: where services are to run, before what the files say.
    ///   - scales: how many of some services there are, before what the files say.
    ///   - awaitsSeed: whether seed data will be loaded without being asked; ``seedChanged(_:)`` then tells how that goes.
    /// - Throws: `DiagnosticsError` where the dependencies form a cycle.
    package init(
        project: Project,
        runtimes: RuntimeChoices = RuntimeChoices(),
        scales: [String: Int] = [:],
        awaitsSeed: Bool = false,
        dependencies: SupervisorDependencies
    ) throws(DiagnosticsError) {
        seedPhase = awaitsSeed ? .underWay(waitsFor: nil) : .over
        let project = runtimes.applied(to: project)
        runtimeChoices = runtimes
        self.scales = scales
        self.dependencies = dependencies
        self.project = project
        graph = try ServiceGraph(services: project.services.values)
        dependencies.logs.configure(by: project)
        journal = ChangeJournal(startingAt: dependencies.wallClock())
        elapsed = Supervisor.stopwatch(dependencies.clock)
        for service in project.services.values {
            order.append(service.name)
            records[service.name] = ServiceRecord(
                service: service,
                environment: project.environment,
                tuning: dependencies.tuning,
                bindings: Launch.Binding.settled(of: service, freePort: dependencies.freePort)
            )
        }
    }

    /// Takes the runtimes' events in, until ``shutDown(removingData:)``. Call it once, before anything is started.
    package func begin() {
        for runtime in dependencies.runtimes {
            eventTasks.append(
                Task { [weak self] in
                    for await event in runtime.events {
                        guard let self else { return }
                        await self.runtimeReported(event, runtime.kind)
                    }
                }
            )
        }
        eventTasks.append(watchLogLosses())
        for record in records.values {
            addresses.record(record.service, bindings: record.bindings, kind: expectedKind(of: record))
        }
    }

    // MARK: Events

    /// Takes an event of one service in, and whatever follows from it for others.
    func handle(_ event: ServiceStateMachine.Event, for name: String) {
        var queue = [(name, event)]
        while !queue.isEmpty {
            let (name, event) = queue.removeFirst()
            guard let before = records[name]?.machine else { continue }
            let actions = records[name]?.machine.handle(event) ?? []
            guard let after = records[name]?.machine else { continue }
            for action in actions {
                if case .evaluateDependencies = action {
                    queue.append((name, .dependenciesChanged(dependencyVerdict(of: name))))
                } else {
                    perform(action, for: name)
                }
            }
            guard before != after else { continue }
            if after.state != .starting { records[name]?.tasks.startHooks?.cancel() }
            stateChanged(of: name, from: before, to: after)
            queue += consequences(of: name)
        }
        resumeWaits()
        finishProfileIfReady()
    }

    /// What a change of one service means for those that wait for it, or that its process serves.
    private func consequences(of name: String) -> [(String, ServiceStateMachine.Event)] {
        var events: [(String, ServiceStateMachine.Event)] = []
        for dependent in graph.dependents(of: name) {
            guard let record = records[dependent] else { continue }
            if record.provider == name, records[name]?.satisfies(.started) == false {
                events.append((dependent, .providerEnded))
            }
            let verdict = dependencyVerdict(of: dependent)
            noteUnblocked(dependent, verdict)
            switch record.machine.state {
            case .waiting, .skipped: events.append((dependent, .dependenciesChanged(verdict)))
            case .stopped, .preparing, .starting, .running, .paused, .unreachable, .stopping, .backoff, .gaveUp,
                .failed, .unavailable, .completed:
                break
            }
        }
        return events
    }

    /// Whether a service may start, as its dependencies stand.
    func dependencyVerdict(of name: String) -> ServiceStateMachine.DependencyVerdict {
        var pending: [String] = []
        for dependency in graph.dependencies(of: name) {
            guard let target = records[dependency.service] else { continue }
            // What is about to be restarted is as good as gone.
            if target.satisfies(dependency.condition), heldRestarts[dependency.service] == nil { continue }
            if let reason = target.reasonItCannotBeHad {
                if dependency.isRequired { return .impossible(reason: "it needs \(dependency.service), but \(reason)") }
            } else if !pending.contains(dependency.service) {
                pending.append(dependency.service)
            }
        }
        if records[name]?.service.settings.startsAfterSeed == true, isSeedAwaited { pending.append("the seed data") }
        return pending.isEmpty ? .satisfied : .pending(pending)
    }

    // MARK: Listening

    /// Wakes up whenever there are new changes; several changes may make one wake-up. Ends with the supervisor.
    package func wakeUps() -> AsyncStream<Void> {
        guard !isClosed else { return AsyncStream { $0.finish() } }
        let id = nextListener
        nextListener += 1
        // One pending wake-up says as much as many, so a listener that is slow costs nothing.
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        continuation.onTermination = { [weak self] _ in
            guard let self else { return }
            Task { await self.removeListener(id) }
        }
        listeners[id] = continuation
        return stream
    }

    private func removeListener(_ id: UInt64) { listeners[id] = nil }

    func publish(_ payload: StackChange.Payload) {
        journal.append(payload, at: dependencies.wallClock())
        for listener in listeners.values { listener.yield() }
    }

    /// The changes after a number, or nil where they are no longer kept: take a ``report()`` then.
    package func changes(after sequence: UInt64) -> [StackChange]? {
        journal.changes(after: sequence).map(Array.init)
    }

    /// At most so many of the newest changes that are kept, oldest first.
    package func newestChanges(_ count: Int) -> [StackChange] { Array(journal.newest(count)) }

    /// The number of the newest change.
    package var lastSequence: UInt64 { journal.lastSequence }

    // MARK: End

    /// Stops everything in reverse order and ends what is left, with `removingData` what the services wrote as well.
    /// Returns when nothing runs any more.
    package func shutDown(removingData: Bool = false) async {
        isShuttingDown = true
        publish(.shuttingDown)
        await stopInOrder(graph.names, removing: true, because: "the stack is going down")
        for runtime in dependencies.runtimes {
            for problem in await runtime.tearDown(removingData: removingData) {
                publish(.notice(StackChange.Notice(.warning, problem)))
            }
        }
        for name in order { records[name]?.tasks.cancelAll() }
        await dependencies.probes.shutdown()
    }

    /// Ends all streams. Call it after the last client has been told of the end.
    package func close() {
        isClosed = true
        for listener in listeners.values { listener.finish() }
        listeners = [:]
        for task in eventTasks { task.cancel() }
        eventTasks = []
    }

    // MARK: Helpers

    /// Time since this supervisor was made.
    var now: Duration { elapsed() }

    private static func stopwatch(_ clock: some Clock<Duration>) -> @Sendable () -> Duration {
        let start = clock.now
        return { start.duration(to: clock.now) }
    }

    /// Puts another definition of the project in place. Machines of services that stay go on where they are.
    func adopt(_ project: Project, graph: ServiceGraph) {
        self.project = project
        self.graph = graph
        order = Array(project.services.keys)
        dependencies.logs.configure(by: project)
    }
}
