import ComposeModel
import Foundations
import Runtime
import ServiceGraph

/// Something that a stack's machine asks its runner to do.
enum StackAction: Sendable {
    /// Find out which runtime can run the service, and fetch what it lacks.
    case prepare(InstanceID)
    /// Start an instance in a runtime.
    case spawn(InstanceID, RuntimeKind)
    /// Ask the instance for its health, until ``stopProbing(service:)``.
    case startProbing(Launch)
    case stopProbing(service: String)
    case signal(StopOrder)
    case kill(InstanceID, RuntimeKind)
    case setTimer(InstanceID, ServiceStateMachine.Timer, Duration)
    case cancelTimer(service: String, ServiceStateMachine.Timer)
    /// Cancel a start under way; its answer still comes.
    case cancelSpawn(service: String)
    /// Cancel the `pre_start` steps and `post_start` hooks under way.
    case cancelHooks(service: String)
    /// Remove what the service left in a runtime.
    case remove(service: String, RuntimeKind)
    /// Cancel all work for a service that left the file, and remove what it left in every runtime.
    case release(service: String)
    /// Use another definition from now on.
    case adopted(Project)
    /// Write a line into the service's log.
    case note(service: String, String, timeNs: Int64)

    /// How to ask an instance to end.
    struct StopOrder: Sendable {
        var instance: InstanceID
        var kind: RuntimeKind
        var signal: Signal
        var toGroup: Bool
        /// The launch whose `pre_stop` hooks run first; nil for none.
        var hooksOf: Launch?
    }
}

extension StackMachine {
    /// Translates an action of a service's machine.
    /// - Returns: events that follow at once.
    mutating func perform(
        _ action: ServiceStateMachine.Action,
        for name: String
    ) -> [(String, ServiceStateMachine.Event)] {
        switch action {
        case .evaluateDependencies:
            return [(name, .dependenciesChanged(dependencyVerdict(of: name)))]
        case .prepare(let generation):
            act(.prepare(InstanceID(service: name, generation: generation)))
        case .spawn(let generation):
            return spawn(InstanceID(service: name, generation: generation))
        case .startProbing(let generation):
            services[name]?.isProbing = true
            act(.startProbing(launch(name, generation)))
        case .stopProbing:
            stopProbing(name)
        case .signal(let generation):
            return signal(InstanceID(service: name, generation: generation))
        case .kill(let generation):
            guard let entry = services[name], let kind = entry.placement.presentKind else { break }
            note(name, "did not end in time: killed after \(entry.machine.policy.gracePeriod.abbreviated)")
            act(.kill(InstanceID(service: name, generation: generation), kind))
        case .setTimer(let generation, let timer, let delay):
            act(.setTimer(InstanceID(service: name, generation: generation), timer, delay))
        case .cancelTimer(let timer):
            act(.cancelTimer(service: name, timer))
        }
        return []
    }

    mutating func stopProbing(_ name: String) {
        services[name]?.isProbing = false
        act(.stopProbing(service: name))
    }

    private mutating func spawn(_ instance: InstanceID) -> [(String, ServiceStateMachine.Event)] {
        let name = instance.service
        guard let entry = services[name], let kind = entry.placement.kind else { return [] }
        guard let provider = entry.provider else {
            act(.spawn(instance, kind))
            return []
        }
        // Its provider's process serves it, so it runs as soon as it may.
        let startedNs = services[provider]?.startedNs
        services[name]?.startedNs = startedNs
        services[name]?.times?.started = profile.elapsed(at: now)
        return [(name, .spawned(generation: instance.generation, pid: nil))]
    }

    private mutating func signal(_ instance: InstanceID) -> [(String, ServiceStateMachine.Event)] {
        let name = instance.service
        guard let entry = services[name] else { return [] }
        guard entry.provider == nil, let kind = entry.placement.presentKind else {
            // It has no process, so it has ended.
            return [(name, .exited(generation: instance.generation, .code(0)))]
        }
        note(name, "stopping with \(entry.stopSignal)" + (endReason(of: entry).map { ": \($0)" } ?? ""))
        services[name]?.endReason = nil
        act(
            .signal(
                StackAction.StopOrder(
                    instance: instance,
                    kind: kind,
                    signal: entry.stopSignal,
                    toGroup: entry.service.settings.signalsGroup,
                    hooksOf: entry.launched.flatMap { $0.instance == instance ? $0 : nil }
                )
            )
        )
        return []
    }

    /// Why an instance is stopped: what its machine found, or what a client asked for.
    private func endReason(of entry: ServiceEntry) -> String? {
        switch entry.machine.state {
        case .stopping(.backoff(let reason), _), .stopping(.failed(let reason, _), _): reason
        default: entry.endReason
        }
    }
}
