import ComposeModel
import Health
import LogStore
import Runtime
import ServiceGraph

/// What the supervisor keeps of one service. A reference, confined to the supervisor's actor: a dependency is looked at
/// for each service that needs it at each change, and copying it each time would cost more than all the rest.
final class ServiceRecord {
    var service: Service
    var machine: ServiceStateMachine
    var runtime: RuntimeKind?
    /// Whether its provider has no process that could serve it, so that it has one of its own.
    var standsAlone = false
    /// Where the present instance, or the last one, was started: while a service moves, not where it will run next.
    var instanceRuntime: RuntimeKind?
    /// What the present instance, or the last one, was started with.
    var launched: Launch?
    /// Of the present instance, or the last one; nil for a process of this machine.
    var container: RunningInstance.Container?
    /// The caller's and env files' variables as they were when its definition was last read.
    var environment: [String: String]
    /// Why the present instance was asked to end; nil until it is.
    var endReason: String?
    /// What the image of the present instance, or the last one, asks to be stopped with.
    var imageStopSignal: Signal?
    /// What the present instance, or the last one, offers to those that depend on it.
    var offers = OfferedVariables()
    var binary: Availability.Binary?
    var bindings: [Launch.Binding]
    var probe: ServiceReport.ProbeAnswer?
    /// What the engine told of its health before its start was complete.
    var earlyHealth: ReportedHealth?
    var startedNs: Int64?
    var progress: String?
    /// As it was last told.
    var logLoss = LogLoss()
    /// How many lines it lacked when the loss began that is going on.
    var linesLostBefore: UInt64 = 0
    /// Of the start that is being profiled; nil once it is over or where this service is no part of it.
    var times: StartTimes?
    /// Set when the conditions of the profiled start first held.
    var wasUnblocked = false

    var tasks = Tasks()

    /// Work under way for this service, cancelled by name.
    struct Tasks {
        var preparing: Task<Void, Never>?
        var probing: Task<Void, Never>?
        var startHooks: Task<String?, Never>?
        var timers: [ServiceStateMachine.Timer: Task<Void, Never>] = [:]

        mutating func cancelAll() {
            preparing?.cancel()
            probing?.cancel()
            startHooks?.cancel()
            for timer in timers.values { timer.cancel() }
            self = Tasks()
        }
    }

    init(service: Service, environment: [String: String], tuning: RestartTuning, bindings: [Launch.Binding]) {
        self.service = service
        self.environment = environment
        self.bindings = bindings
        machine = ServiceStateMachine(policy: ServicePolicy(service, tuning: tuning))
    }

    var instance: InstanceID { InstanceID(service: service.name, generation: machine.generation) }

    var stopSignal: Signal { service.ownStopSignal ?? imageStopSignal ?? .terminate }

    /// The service whose process serves this one; nil where it has a container or a process of its own.
    var provider: String? { runtime == .docker || standsAlone ? nil : service.settings.providedBy?.service }

    /// Running and, as far as that is asked, healthy; or ended as it should.
    var isReady: Bool {
        switch machine.state {
        case .running(let verdict): verdict == nil || verdict == .healthy
        case .completed: true
        case .stopped, .preparing, .waiting, .starting, .paused, .unreachable, .stopping, .backoff, .gaveUp, .failed,
            .skipped, .unavailable:
            false
        }
    }

    /// Ready, or it is clear that it will not be: a start that goes on without it is over, too.
    var isDecided: Bool { isReady || machine.state != .stopped && reasonItCannotBeHad != nil }

    /// An instance runs, as far as that can be known.
    var hasInstance: Bool {
        switch machine.state {
        case .starting, .running, .paused, .unreachable: true
        case .stopping: !machine.endIsUnheard
        case .stopped, .preparing, .waiting, .backoff, .gaveUp, .failed, .skipped, .unavailable, .completed: false
        }
    }

    /// It has ended by itself, and what changed may have it end in another way: a job, or one that failed.
    var mayRunAgain: Bool {
        switch machine.state {
        case .completed, .failed, .gaveUp: true
        case .stopped, .preparing, .waiting, .starting, .running, .paused, .unreachable, .stopping, .backoff, .skipped,
            .unavailable:
            false
        }
    }

    /// No instance runs or is about to.
    var isAtRest: Bool {
        switch machine.state {
        case .stopped, .gaveUp, .failed, .skipped, .unavailable, .completed: true
        case .preparing, .waiting, .starting, .running, .paused, .unreachable, .stopping, .backoff: false
        }
    }

    /// Why nobody can count on this service until somebody acts; nil where it may still come.
    var reasonItCannotBeHad: String? {
        switch machine.state {
        case .stopped: "it is stopped"
        case .gaveUp(let reason): "it gave up: \(reason)"
        case .failed(let reason, _): "it failed: \(reason)"
        case .skipped(let reason): "it is skipped: \(reason)"
        case .unavailable(let reason, _): "it is unavailable: \(reason)"
        case .completed, .preparing, .waiting, .starting, .running, .paused, .unreachable, .stopping, .backoff: nil
        }
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
