import ComposeModel
import Diagnostics
import Health
import OrderedCollections
import Runtime
import ServiceGraph

/// A stack: its definition, its graph, a state machine for each service, and the rules between services.
///
/// Pure: it does no I/O, reads no clock and never suspends. A call changes the state and leaves actions, which
/// ``Supervisor`` takes by ``takeActions()`` and has its runner perform; what they lead to comes back as another call. What
/// belongs to an instance carries its generation, so that an answer that comes too late changes nothing.
struct StackMachine: Sendable {
    /// What stays the same for the life of a stack.
    struct Setting: Sendable {
        /// The runtimes that exist.
        var runtimes: Set<RuntimeKind>
        /// Why a runtime does not exist, where more is known than that.
        var absences: [RuntimeKind: RuntimeError]
        var tuning: RestartTuning
    }

    /// When something happens.
    struct Moment: Hashable, Sendable {
        /// Nanoseconds since 1970.
        var wallNs: Int64
        /// Since the supervisor was made, by a clock that never jumps.
        var elapsed: Duration
    }

    let setting: Setting
    /// The definition in force.
    private(set) var project: Project
    private(set) var graph: ServiceGraph
    /// The names of the project's services, in the order of the Compose file.
    private(set) var order: [String]
    /// The entries of the project's services, and of removed ones until they have ended.
    var services = ServiceTable()
    var addresses = AddressBook()
    /// Runtime overrides chosen by the user. They take precedence over the files.
    var choices: RuntimeOverrides
    /// Numbers of replicas chosen by the user. They take precedence over the files.
    var scales: [String: Int]
    /// The number of commands that have changed the definition, the choices or the scales.
    var revision: UInt64 = 0
    var seedPhase: SeedPhase
    /// Runtimes that do not answer, and why.
    var lost: [RuntimeKind: String] = [:]
    /// How often each runtime has come back.
    var recoveries: [RuntimeKind: Int] = [:]
    var heldRestarts: [String: HeldRestart] = [:]
    var pendingStops: [PendingStop] = []
    /// Services that are no longer in the file, until they are at rest.
    var departing: Set<String> = []
    /// The `pre_start` steps that replicas share, by the service's name in the file.
    var stepRounds: [String: StepRound] = [:]
    var profile = StartProfile()
    var isShuttingDown = false
    private(set) var journal: ChangeJournal

    /// The time of the present call.
    var now: Moment
    private var actions: [StackAction] = []
    private var hasNews = false

    /// A stack of which nothing runs yet.
    ///
    /// Throws `DiagnosticsError` if the dependencies form a cycle.
    init(
        project: Project,
        choices: RuntimeOverrides,
        scales: [String: Int],
        awaitsSeed: Bool,
        bindings: [String: [Launch.Binding]],
        setting: Setting,
        now: Moment
    ) throws(DiagnosticsError) {
        self.setting = setting
        self.project = project
        self.choices = choices
        self.scales = scales
        self.now = now
        seedPhase = awaitsSeed ? .underWay(waitsFor: nil) : .over
        graph = try ServiceGraph(services: project.services.values)
        journal = ChangeJournal(startingAt: now.wallNs)
        order = Array(project.services.keys)
        for service in project.services.values {
            services[service.name] = ServiceEntry(
                service: service,
                environment: project.environment,
                tuning: setting.tuning,
                bindings: bindings[service.name] ?? []
            )
        }
        recordAddresses()
    }

    // MARK: Effects

    /// What the calls since the last time ask for, in order.
    mutating func takeActions() -> [StackAction] {
        defer { actions.removeAll(keepingCapacity: true) }
        return actions
    }

    /// Returns whether waiting tasks must check their conditions again, and clears that.
    mutating func takeNews() -> Bool {
        defer { hasNews = false }
        return hasNews
    }

    mutating func act(_ action: StackAction) { actions.append(action) }

    /// Adds a change to the journal.
    mutating func publish(_ payload: StackChange.Payload) {
        journal.append(payload, at: now.wallNs)
        wake()
    }

    /// Has waiting tasks check their conditions again.
    mutating func wake() { hasNews = true }

    /// Adds a line of ours to a service's log.
    mutating func note(_ name: String, _ text: String) { act(.note(service: name, text, timeNs: now.wallNs)) }

    mutating func publishReport(of name: String) {
        if let report = report(of: name) { publish(.service(report)) }
    }

    // MARK: Events of a service

    /// Takes an event of one service, and whatever follows from it for others.
    mutating func handle(_ event: ServiceStateMachine.Event, for name: String) {
        var queue = [(name, event)]
        while !queue.isEmpty {
            let (name, event) = queue.removeFirst()
            guard let before = services[name]?.machine else { continue }
            let asked = services[name]?.machine.handle(event) ?? []
            guard let after = services[name]?.machine else { continue }
            for action in asked { queue += perform(action, for: name) }
            if before != after {
                if after.state != .starting { act(.cancelHooks(service: name)) }
                stateChanged(of: name, from: before, to: after)
                queue += consequences(of: name)
            }
            if queue.isEmpty { queue = dueRequests() }
        }
        finishProfileIfReady()
    }

    /// Sends a service a request that may end its instance, with the reason to write into its log.
    mutating func request(_ event: ServiceStateMachine.Event, for name: String, because reason: String) {
        services[name]?.endReason = reason
        handle(event, for: name)
    }

    /// What a change of one service means for its dependents, and for those that its process serves.
    private mutating func consequences(of name: String) -> [(String, ServiceStateMachine.Event)] {
        var events: [(String, ServiceStateMachine.Event)] = []
        for dependent in graph.dependents(of: name) {
            guard let state = services[dependent]?.machine.state else { continue }
            if services[dependent]?.provider == name, services[name]?.satisfies(.started) == false {
                events.append((dependent, .providerEnded))
            }
            let verdict = dependencyVerdict(of: dependent)
            noteUnblocked(dependent, verdict)
            switch state {
            case .waiting, .skipped: events.append((dependent, .dependenciesChanged(verdict)))
            case .stopped, .preparing, .starting, .running, .paused, .unreachable, .stopping, .backoff, .gaveUp,
                .failed, .unavailable, .completed:
                break
            }
        }
        return events
    }

    /// Whether a service's dependencies allow it to start now.
    func dependencyVerdict(of name: String) -> ServiceStateMachine.DependencyVerdict {
        var pending: [String] = []
        for dependency in graph.dependencies(of: name) {
            let target = dependency.service
            guard let entry = services[target] else { continue }
            // One that is about to be restarted counts as ended.
            if entry.satisfies(dependency.condition), heldRestarts[target] == nil { continue }
            if dependency.isRequired, let reason = entry.absence {
                return .impossible(reason: "it needs \(target), but \(reason)")
            }
            if !dependency.isRequired, entry.isOutOfReach(dependency.condition) { continue }
            if !pending.contains(target) { pending.append(target) }
        }
        if isSeedAwaited, services[name]?.service.settings.startsAfterSeed == true { pending.append("the seed data") }
        return pending.isEmpty ? .satisfied : .pending(pending)
    }

    /// Whether an instance is the present one of its service.
    func isCurrent(_ instance: InstanceID) -> Bool {
        services[instance.service]?.machine.generation == instance.generation
    }

    /// Whether an instance runs that is not healthy.
    func awaitsHealth(_ instance: InstanceID) -> Bool {
        guard isCurrent(instance), case .running(let verdict?) = services[instance.service]?.machine.state else {
            return false
        }
        return verdict != .healthy
    }

    /// Whether an instance is still to be started.
    func isStarting(_ instance: InstanceID) -> Bool {
        isCurrent(instance) && services[instance.service]?.machine.state == .starting
    }

    // MARK: The definition

    /// Replaces the definition. The machines of services that stay keep their states.
    mutating func adopt(_ project: Project, _ graph: ServiceGraph) {
        self.project = project
        self.graph = graph
        order = Array(project.services.keys)
        recordAddresses()
        act(.adopted(project))
    }

    private mutating func recordAddresses() {
        addresses = AddressBook()
        for name in order {
            guard let entry = services[name] else { continue }
            addresses.record(entry.service, bindings: entry.bindings, kind: expectedKind(of: entry))
        }
    }
}
