import ComposeModel
import Health
import LogStore
import Runtime
import ServiceGraph

/// What a stack's machine knows of one service.
struct ServiceEntry: Sendable {
    /// The definition in force.
    var service: Service
    var machine: ServiceStateMachine
    var placement = Placement()
    /// The variables of the caller and of env files, as of the last time the definition was read.
    var environment: [String: String]
    var bindings: [Launch.Binding]
    /// The program that runs, or would; nil while it is unknown.
    var binary: Availability.Binary?

    // MARK: The present instance, or the last one

    /// What it was started with.
    var launched: Launch?
    /// Nil for a process of this machine.
    var container: RunningInstance.Container?
    /// The stop signal that its image asks for.
    var imageStopSignal: Signal?
    /// The variables that it offers to its dependents.
    var offers = OfferedVariables()
    /// Nanoseconds since 1970.
    var startedNs: Int64?
    /// Why it was asked to end; nil until it is.
    var endReason: String?
    /// Whether a probe of ours asks it.
    var isProbing = false
    var probe: ServiceReport.ProbeAnswer?
    /// What the engine reported of its health before its start was complete.
    var earlyHealth: ReportedHealth?

    /// What is being fetched for it, while it is prepared.
    var progress: String?
    /// As last reported.
    var logLoss = LogLoss()
    /// The number of lines that were missing when the present loss began.
    var linesLostBefore: UInt64 = 0
    /// Its part of the start that is being measured; nil while none is.
    var times: StartTimes?
    /// Whether its dependencies have been satisfied in the start that is being measured.
    var wasUnblocked = false

    init(service: Service, environment: [String: String], tuning: RestartTuning, bindings: [Launch.Binding]) {
        self.service = service
        self.environment = environment
        self.bindings = bindings
        machine = ServiceStateMachine(policy: ServicePolicy(service, tuning: tuning))
    }

    var name: String { service.name }

    var instance: InstanceID { InstanceID(service: service.name, generation: machine.generation) }

    var stopSignal: Signal { service.effectiveStopSignal ?? imageStopSignal ?? .terminate }

    /// The service whose process serves this one; nil if it has a process or container of its own.
    var provider: String? {
        placement.kind == .docker || placement.standsAlone ? nil : service.settings.providedBy?.service
    }

    // MARK: What its state means for others

    /// Running and, if it is probed, healthy; or completed.
    var isReady: Bool {
        switch machine.state {
        case .running(let verdict): verdict == nil || verdict == .healthy
        case .completed: true
        case .stopped, .preparing, .waiting, .starting, .paused, .unreachable, .stopping, .backoff, .gaveUp, .failed,
            .skipped, .unavailable:
            false
        }
    }

    /// Ready, or known not to become ready: a start is over once every service is.
    var isDecided: Bool { isReady || machine.state != .stopped && absence != nil }

    /// Whether an instance runs, as far as is known.
    var hasInstance: Bool {
        switch machine.state {
        case .starting, .running, .paused, .unreachable: true
        case .stopping(_, .unheard): false
        case .stopping: true
        case .stopped, .preparing, .waiting, .backoff, .gaveUp, .failed, .skipped, .unavailable, .completed: false
        }
    }

    /// Whether it ended by itself, so that a change may make it end differently: a job, or a failed service.
    var mayRunAgain: Bool {
        switch machine.state {
        case .completed, .failed, .gaveUp: true
        case .stopped, .preparing, .waiting, .starting, .running, .paused, .unreachable, .stopping, .backoff, .skipped,
            .unavailable:
            false
        }
    }

    /// Whether no instance runs or is about to.
    var isAtRest: Bool {
        switch machine.state {
        case .stopped, .gaveUp, .failed, .skipped, .unavailable, .completed: true
        case .preparing, .waiting, .starting, .running, .paused, .unreachable, .stopping, .backoff: false
        }
    }

    /// Why dependents cannot count on this service until the user acts; nil while it may still become ready.
    var absence: String? {
        switch machine.state {
        case .stopped: "it is stopped"
        case .gaveUp(let reason): "it gave up: \(reason)"
        case .failed(let reason, _): "it failed: \(reason)"
        case .skipped(let reason): "it is skipped: \(reason)"
        case .unavailable(let reason, _): "it is unavailable: \(reason)"
        case .completed, .preparing, .waiting, .starting, .running, .paused, .unreachable, .stopping, .backoff: nil
        }
    }

    /// Whether an optional dependent does without this service: it is absent, or unhealthy.
    func isOutOfReach(_ condition: Dependency.Condition) -> Bool {
        absence != nil || condition == .healthy && machine.state == .running(.unhealthy)
    }

    /// Whether the condition of an edge to this service holds.
    func satisfies(_ condition: Dependency.Condition) -> Bool {
        switch (condition, machine.state) {
        case (.started, .running), (.started, .paused), (.started, .completed): true
        case (.healthy, .running(let verdict)): verdict == nil || verdict == .healthy
        case (.completedSuccessfully, .completed): true
        case (.started, _), (.healthy, _), (.completedSuccessfully, _): false
        }
    }
}
