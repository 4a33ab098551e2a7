import ComposeModel
import Foundations
import Health
import LogStore
import Runtime
import ServiceGraph

extension StackMachine {
    /// Everything that is known of a service; nil for one that is not there.
    func report(of name: String) -> ServiceReport? {
        guard let entry = services[name] else { return nil }
        let dependencies = graph.dependencies(of: name).map { dependency in
            ServiceReport.DependencyReport(
                dependency: dependency,
                isSatisfied: services[dependency.service]?.satisfies(dependency.condition) ?? false
            )
        }
        return ServiceReport(
            service: entry.service,
            machine: entry.machine,
            runtime: entry.placement.kind,
            provider: entry.provider,
            container: entry.machine.pid == nil ? nil : entry.container,
            stopSignal: entry.stopSignal,
            binary: entry.binary,
            bindings: entry.bindings,
            probe: entry.probe,
            startedNs: entry.startedNs,
            progress: entry.progress,
            dependencies: dependencies,
            dependents: graph.dependents(of: name),
            degradedBy: dependencies.filter { !$0.isSatisfied && !$0.dependency.isRequired }
                .map(\.dependency)
                .filter { services[$0.service]?.isOutOfReach($0.condition) == true }
                .map(\.service),
            restartsAfter: heldRestarts[name]?.dependents.filter { services[$0]?.hasInstance == true } ?? [],
            logLoss: entry.logLoss
        )
    }

    /// Takes note of a change of state, and publishes it with a notice if the user should know.
    mutating func stateChanged(of name: String, from before: ServiceStateMachine, to after: ServiceStateMachine) {
        guard let entry = services[name] else { return }
        // A provider's program may take forever, and the service is no longer wanted.
        if before.state == .starting, case .stopping = after.state, entry.service.isProvided {
            act(.cancelSpawn(service: name))
        }
        switch after.state {
        case .running, .paused, .stopping: break
        case .stopped, .preparing, .waiting, .starting, .unreachable, .backoff, .gaveUp, .failed, .skipped,
            .unavailable, .completed:
            services[name]?.probe = nil
        }
        if after.state != .preparing { services[name]?.progress = nil }
        // A service that restarts during a measured start is not ready yet.
        if after.state == .starting { services[name]?.times?.ready = nil }
        if services[name]?.isReady == true, services[name]?.times?.ready == nil {
            services[name]?.times?.ready = profile.elapsed(at: now)
        }
        if let notice = notice(of: name, from: before.state, to: after) { publish(.notice(notice)) }
        noteEnd(of: name, from: before, to: after)
        publishReport(of: name)
    }

    /// Writes into the service's log how it ended, or why it is unhealthy or did not start: remedies send the user there.
    private mutating func noteEnd(of name: String, from before: ServiceStateMachine, to after: ServiceStateMachine) {
        if after.lastExit != before.lastExit || after.pid == nil && before.pid != nil, let exit = after.lastExit {
            if case .stopping = before.state {
                note(name, "stopped with \(exit)")
            } else {
                note(name, "ended with \(exit)")
            }
        }
        if after.state == .running(.unhealthy), before.state != after.state, let probe = services[name]?.probe {
            note(name, "unhealthy: \(probe.outcome.message)")
        }
        if before.state == .starting, case .failed(let reason, _) = after.state, after.lastExit == before.lastExit {
            note(name, reason.hasPrefix("cannot start") ? reason : "cannot start: \(reason)")
        }
    }

    private func notice(
        of name: String,
        from before: ServiceStateMachine.State,
        to after: ServiceStateMachine
    ) -> StackChange.Notice? {
        switch (before, after.state) {
        case (_, .backoff(let attempt, let delay)):
            let how = after.lastExit.map { "ended with \($0)" } ?? "ended"
            return .init(.warning, service: name, "\(how); start \(attempt + 1) in \(delay.abbreviated)")
        case (_, .gaveUp(let reason)):
            return .init(.error, service: name, "gave up: \(reason)")
        case (_, .failed(let reason, let remedy)):
            return .init(.error, service: name, "failed: \(reason)" + (remedy.map { " (\($0))" } ?? ""))
        case (_, .unavailable(let reason, let remedy)):
            return .init(.error, service: name, "unavailable: \(reason)" + (remedy.map { " (\($0))" } ?? ""))
        case (.waiting, .skipped(let reason)):
            return .init(.warning, service: name, "skipped: \(reason)")
        case (.running(.healthy?), .running(.unhealthy?)), (.running(.starting?), .running(.unhealthy?)):
            let message = services[name]?.probe?.outcome.message ?? ""
            return .init(.error, service: name, "unhealthy: \(message)")
        case (_, .paused):
            return .init(.warning, service: name, "paused outside of cpadev")
        case (.paused, .running):
            return .init(.info, service: name, "running again")
        case (.running(.unhealthy?), .running(.healthy?)):
            return .init(.info, service: name, "healthy again")
        default:
            return nil
        }
    }
}
