import ComposeModel
import Health
import Runtime

extension Supervisor {
    /// Takes in what a runtime tells.
    func runtimeReported(_ event: RuntimeEvent, _ kind: RuntimeKind) {
        switch event {
        case .exited(let instance, let status, let words):
            if let words { note(instance, words) }
            report(instance) { .exited(generation: $0, status) }
        case .stoppedOutside(let instance):
            note(instance, "stopped outside of cpadev")
            report(instance) { .stoppedOutside(generation: $0) }
        case .paused(let instance):
            report(instance) { .paused(generation: $0) }
        case .resumed(let instance):
            report(instance) { .resumed(generation: $0) }
        case .health(let instance, let health):
            healthReported(instance, health)
        case .lost(let reason):
            lost[kind] = reason
            publish(
                .notice(StackChange.Notice(.error, "\(reason); nothing is known of its containers until it is back"))
            )
            for name in order where records[name]?.instanceRuntime == kind {
                handle(.runtimeLost(reason: reason), for: name)
            }
        case .recovered:
            lost[kind] = nil
            recoveries[kind, default: 0] += 1
            publish(.notice(StackChange.Notice(.info, "the engine is back")))
            for name in order where records[name]?.instanceRuntime == kind { handle(.runtimeRecovered, for: name) }
        case .found(let instance, let running):
            foundAgain(instance, running, kind)
        case .interrupted(let instance):
            note(instance, "ended with its engine")
            report(instance) { .interrupted(generation: $0) }
        }
    }

    private func report(_ instance: InstanceID, _ event: (UInt64) -> ServiceStateMachine.Event) {
        guard records[instance.service] != nil else { return }
        handle(event(instance.generation), for: instance.service)
    }

    private func note(_ instance: InstanceID, _ words: String) {
        guard records[instance.service] != nil else { return }
        note(instance.service, words)
    }

    private func foundAgain(_ instance: InstanceID, _ running: RunningInstance, _ kind: RuntimeKind) {
        if let record = records[instance.service], record.machine.generation == instance.generation {
            record.container = running.container
            if let bindings = running.bindings {
                record.bindings = bindings
                addresses.record(record.service, bindings: bindings, kind: kind)
            }
        }
        report(instance) { .found(generation: $0, pid: running.pid, reportsHealth: running.reportsHealth) }
    }

    /// What the engine's own health check says counts where cpadev does not ask by itself. While it does, which is until
    /// the first good answer, a good one of the engine's is as good.
    func healthReported(_ instance: InstanceID, _ health: ReportedHealth) {
        guard let record = records[instance.service], record.machine.generation == instance.generation,
            record.service.settings.probe == nil, record.tasks.probing == nil || health == .healthy
        else { return }
        guard record.machine.state != .starting else {
            record.earlyHealth = health
            return
        }
        record.earlyHealth = nil
        let (verdict, message): (ProbeVerdict, String) =
            switch health {
            case .starting: (.starting, "starting")
            case .healthy: (.healthy, "healthy")
            case .unhealthy(let message): (.unhealthy, message)
            }
        record.probe = ServiceReport.ProbeAnswer(
            kind: "engine",
            outcome: ProbeOutcome(succeeded: verdict == .healthy, latency: .zero, message: message),
            timeNs: dependencies.wallClock()
        )
        endProbingWhereTheEngineTells(record, verdict)
        handle(.probed(generation: instance.generation, verdict, message: message), for: instance.service)
    }

    /// The engine carries the same check out. Ours is only quicker at the start, and afterwards it would run twice.
    func endProbingWhereTheEngineTells(_ record: ServiceRecord, _ verdict: ProbeVerdict) {
        guard verdict == .healthy, record.machine.reportsHealth, record.service.settings.probe == nil else { return }
        record.tasks.probing?.cancel()
        record.tasks.probing = nil
    }
}
