import ComposeModel
import Health
import LogStore
import Runtime
import ServiceGraph

/// What runtimes, probes and starts report of instances.
extension StackMachine {
    // MARK: A start

    /// The launch of an instance that is about to start; nil if the start is no longer wanted.
    func launch(_ instance: InstanceID) -> Launch? {
        isCurrent(instance) ? launch(instance.service, instance.generation) : nil
    }

    /// Notes that a runtime is being asked to start an instance.
    /// - Returns: the launch, and the runtime that may still hold an earlier instance; nil if the start is no longer wanted.
    mutating func startBegan(_ instance: InstanceID, in kind: RuntimeKind) -> (launch: Launch, former: RuntimeKind?)? {
        let name = instance.service
        guard isStarting(instance), let launch = launch(instance) else { return nil }
        let former = services[name]?.placement.instanceKind
        services[name]?.startedNs = now.wallNs
        services[name]?.placement.instanceKind = kind
        services[name]?.launched = launch
        return (launch, former == kind ? nil : former)
    }

    /// Notes what a runtime answered to a start. The service counts as started once ``startFinished(_:_:in:)`` is called.
    mutating func startAnswered(_ instance: InstanceID, _ running: RunningInstance, in kind: RuntimeKind) {
        let name = instance.service
        guard isCurrent(instance), let entry = services[name] else { return }
        if let bindings = running.bindings {
            services[name]?.bindings = bindings
            addresses.record(entry.service, bindings: bindings, kind: kind)
        }
        services[name]?.container = running.container
        services[name]?.imageStopSignal = running.stopSignal
        services[name]?.earlyHealth = nil
        services[name]?.offers = running.offers
        if let since = running.runningSinceNs { services[name]?.startedNs = since }
    }

    /// Takes the end of a start: the instance runs and its `post_start` hooks succeeded.
    mutating func startFinished(_ instance: InstanceID, _ running: RunningInstance, in kind: RuntimeKind) {
        let name = instance.service
        if isCurrent(instance) { services[name]?.times?.started = profile.elapsed(at: now) }
        handle(
            .spawned(generation: instance.generation, pid: running.pid, reportsHealth: running.reportsHealth),
            for: name
        )
        guard isCurrent(instance) else { return }
        if let health = services[name]?.earlyHealth { healthReported(instance, health) }
        // The runtime may have been lost after it started the instance.
        if let reason = lost[kind] { handle(.runtimeLost(reason: reason), for: name) }
    }

    /// Takes the loss of a runtime during a start.
    /// - Parameter recoveriesBefore: how often the runtime had come back when the start began.
    mutating func startLost(_ instance: InstanceID, _ reason: String, in kind: RuntimeKind, recoveriesBefore: Int) {
        handle(.spawnLost(generation: instance.generation, reason: reason), for: instance.service)
        // The runtime may have come back before its failure arrived here, and reports that only once.
        if recoveries[kind] ?? 0 != recoveriesBefore { handle(.runtimeRecovered, for: instance.service) }
    }

    /// Shows what is being fetched for a service while it is prepared.
    mutating func progress(_ line: String?, of instance: InstanceID) {
        guard isCurrent(instance), services[instance.service]?.machine.state == .preparing else { return }
        services[instance.service]?.progress = line
        publishReport(of: instance.service)
    }

    // MARK: Runtimes

    /// Takes an event of a runtime.
    mutating func runtimeReported(_ event: RuntimeEvent, _ kind: RuntimeKind) {
        switch event {
        case .exited(let instance, let status, let words):
            if let words { note(of: instance, words) }
            handle(.exited(generation: instance.generation, status), for: instance.service)
        case .stoppedExternally(let instance):
            note(of: instance, "stopped outside of cpadev")
            handle(.stoppedExternally(generation: instance.generation), for: instance.service)
        case .paused(let instance):
            handle(.paused(generation: instance.generation), for: instance.service)
        case .resumed(let instance):
            handle(.resumed(generation: instance.generation), for: instance.service)
        case .health(let instance, let health):
            healthReported(instance, health)
        case .lost(let reason):
            lost[kind] = reason
            let text = "\(reason); nothing is known of its containers until it is back"
            publish(.notice(StackChange.Notice(.error, text)))
            for name in names(in: kind) { handle(.runtimeLost(reason: reason), for: name) }
        case .recovered:
            lost[kind] = nil
            recoveries[kind, default: 0] += 1
            publish(.notice(StackChange.Notice(.info, "the engine is back")))
            for name in names(in: kind) { handle(.runtimeRecovered, for: name) }
        case .found(let instance, let running):
            foundAgain(instance, running, kind)
        case .interrupted(let instance):
            note(of: instance, "ended with its engine")
            handle(.interrupted(generation: instance.generation), for: instance.service)
        }
    }

    private func names(in kind: RuntimeKind) -> [String] {
        order.filter { services[$0]?.placement.instanceKind == kind }
    }

    private mutating func note(of instance: InstanceID, _ text: String) {
        if services[instance.service] != nil { note(instance.service, text) }
    }

    private mutating func foundAgain(_ instance: InstanceID, _ running: RunningInstance, _ kind: RuntimeKind) {
        let name = instance.service
        if isCurrent(instance), let entry = services[name] {
            services[name]?.container = running.container
            if let bindings = running.bindings {
                services[name]?.bindings = bindings
                addresses.record(entry.service, bindings: bindings, kind: kind)
            }
        }
        handle(
            .found(generation: instance.generation, pid: running.pid, reportsHealth: running.reportsHealth),
            for: name
        )
    }

    // MARK: Health

    /// Takes the verdict of the engine's own health check. It counts only if cpadev does not probe the service; while it
    /// does, until the first success, a success of the engine's counts too.
    mutating func healthReported(_ instance: InstanceID, _ health: ReportedHealth) {
        let name = instance.service
        guard isCurrent(instance), let entry = services[name], entry.service.settings.probe == nil,
            !entry.isProbing || health == .healthy
        else { return }
        guard entry.machine.state != .starting else {
            services[name]?.earlyHealth = health
            return
        }
        services[name]?.earlyHealth = nil
        let (verdict, message): (ProbeVerdict, String) =
            switch health {
            case .starting: (.starting, "starting")
            case .healthy: (.healthy, "healthy")
            case .unhealthy(let message): (.unhealthy, message)
            }
        services[name]?.probe = ServiceReport.ProbeAnswer(
            kind: "engine",
            outcome: ProbeOutcome(succeeded: verdict == .healthy, latency: .zero, message: message),
            timeNs: now.wallNs
        )
        leaveProbingToEngine(name, verdict)
        handle(.probed(generation: instance.generation, verdict, message: message), for: name)
    }

    /// Ends our probe once it has succeeded if the engine runs the same check. Ours is faster at the start; afterwards the
    /// check would run twice.
    private mutating func leaveProbingToEngine(_ name: String, _ verdict: ProbeVerdict) {
        guard verdict == .healthy, let entry = services[name], entry.machine.reportsHealth,
            entry.service.settings.probe == nil
        else { return }
        stopProbing(name)
    }

    /// Takes an answer of our probe.
    mutating func probed(_ instance: InstanceID, kind: String, _ report: ProbeLoop.Report) {
        let name = instance.service
        guard isCurrent(instance), let before = services[name] else { return }
        services[name]?.probe = ServiceReport.ProbeAnswer(kind: kind, outcome: report.outcome, timeNs: now.wallNs)
        if report.verdict == .unhealthy, case .running(let verdict?) = before.machine.state, verdict != .unhealthy {
            for line in report.outcome.lines { note(name, line) }
        }
        leaveProbingToEngine(name, report.verdict)
        handle(.probed(generation: instance.generation, report.verdict, message: report.outcome.message), for: name)
        // An answer like the one before is not worth sending.
        let (old, new) = (before.probe?.outcome, report.outcome)
        if services[name]?.machine.state == before.machine.state,
            old?.message != new.message || old?.succeeded != new.succeeded
        {
            publishReport(of: name)
        }
    }

    // MARK: Logs and seed data

    /// Takes how many lines each log lacks, and announces when losses begin and end.
    mutating func logLossesChanged(_ losses: [String: LogLoss]) {
        for name in order {
            guard let before = services[name]?.logLoss, let loss = losses[name], loss != before else { continue }
            services[name]?.logLoss = loss
            if before.cause == nil { services[name]?.linesLostBefore = before.lines }
            if let cause = loss.cause, before.cause == nil {
                publish(.notice(.init(.error, service: name, "lines of its log are being dropped: \(cause)")))
            } else if loss.cause == nil {
                let count = loss.lines - (services[name]?.linesLostBefore ?? 0)
                let lines = count == 1 ? "1 line is missing" : "\(count) lines are missing"
                publish(.notice(.init(.warning, service: name, "its log is written again; \(lines)")))
            }
            publishReport(of: name)
        }
    }

    /// Takes the phase of the seed data, and starts what has waited for it.
    mutating func seedChanged(_ phase: SeedPhase) {
        guard phase != seedPhase else { return }
        seedPhase = phase
        for name in order where services[name]?.service.settings.startsAfterSeed == true {
            if !isSeedAwaited, services[name]?.wasUnblocked == false {
                services[name]?.times?.seeded = profile.elapsed(at: now)
            }
            let verdict = dependencyVerdict(of: name)
            noteUnblocked(name, verdict)
            handle(.dependenciesChanged(verdict), for: name)
        }
    }

    /// Whether services that start after the seed data must wait for it. They need not if it waits for a service that will
    /// not become ready.
    var isSeedAwaited: Bool {
        guard case .underWay(let service) = seedPhase else { return false }
        return service.flatMap { services[$0]?.absence } == nil
    }
}

/// The phase of the stack's seed data, for services that start after it (`x-cpadev: {after: seed}`).
package enum SeedPhase: Hashable, Sendable {
    /// Data is being loaded, or will be once a service is ready; its name, if known.
    case underWay(waitsFor: String?)
    /// Nothing will be loaded unasked: the data is there, loading failed, or it is not wanted.
    case over
}
