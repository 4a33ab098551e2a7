import ComposeModel
import Runtime

extension Supervisor {
    /// Carries one action out. What takes time goes on in a task of the service and comes back as an event.
    func perform(_ action: ServiceStateMachine.Action, for name: String) {
        switch action {
        case .evaluateDependencies:
            preconditionFailure("handle(_:for:) answers this itself")
        case .prepare(let generation):
            records[name]?.tasks.preparing?.cancel()
            records[name]?.tasks.preparing = Task { await self.prepare(name, generation) }
        case .spawn(let generation):
            records[name]?.tasks.preparing = Task { await self.spawn(name, generation) }
        case .startProbing(let generation):
            startProbing(name, generation)
        case .stopProbing:
            records[name]?.tasks.probing?.cancel()
            records[name]?.tasks.probing = nil
        case .signal(let generation):
            signal(name, generation)
        case .kill(let generation):
            guard let runtime = runtime(of: name) else { return }
            let patience = records[name]?.machine.policy.gracePeriod ?? .zero
            note(name, "did not end in time: killed after \(patience.inWords)")
            Task { await runtime.kill(InstanceID(service: name, generation: generation)) }
        case .setTimer(let generation, let timer, let delay):
            setTimer(name, generation, timer, delay)
        case .cancelTimer(let timer):
            records[name]?.tasks.timers.removeValue(forKey: timer)?.cancel()
        }
    }

    /// The runtime of the present instance, or the last one.
    func runtime(of name: String) -> (any ServiceRuntime)? {
        guard let kind = records[name]?.instanceRuntime ?? records[name]?.runtime else { return nil }
        return dependencies.runtimes.first { $0.kind == kind }
    }

    private func signal(_ name: String, _ generation: UInt64) {
        guard let record = records[name] else { return }
        let instance = InstanceID(service: name, generation: generation)
        guard record.provider == nil, let runtime = runtime(of: name) else {
            // It has no process; it ends by being told so.
            Task { self.handle(.exited(generation: generation, .code(0)), for: name) }
            return
        }
        let stopSignal = record.stopSignal
        let toGroup = record.service.settings.signalsGroup
        note(name, "stopping with \(stopSignal)" + (endReason(of: record).map { ": \($0)" } ?? ""))
        record.endReason = nil
        let launch = record.launched
        Task {
            if let launch, launch.instance == instance { await self.runStopHooks(of: launch, runtime) }
            await runtime.signal(instance, stopSignal, group: toGroup)
        }
    }

    /// Why an instance is stopped: what its machine found, or what a client asked for.
    private func endReason(of record: ServiceRecord) -> String? {
        switch record.machine.state {
        case .stopping(then: .backoff(let reason)), .stopping(then: .failed(let reason)): reason
        default: record.endReason
        }
    }

    private func setTimer(
        _ name: String,
        _ generation: UInt64,
        _ timer: ServiceStateMachine.Timer,
        _ delay: Duration
    ) {
        records[name]?.tasks.timers[timer]?.cancel()
        let clock = dependencies.clock
        records[name]?.tasks.timers[timer] = Task {
            do { try await clock.sleep(for: delay) } catch { return }
            self.handle(.timerFired(generation: generation, timer), for: name)
        }
    }
}
