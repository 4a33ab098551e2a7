import ComposeModel
import Health
import LogStore
package import Runtime
import ServiceGraph

extension Supervisor {
    /// The whole stack as it is now.
    package func report() -> StackReport {
        StackReport(sequence: lastSequence, project: project, services: order.compactMap(serviceReport))
    }

    func serviceReport(_ name: String) -> ServiceReport? {
        guard let record = records[name] else { return nil }
        let dependencies = graph.dependencies(of: name).map { dependency in
            ServiceReport.DependencyReport(
                dependency: dependency,
                isSatisfied: records[dependency.service]?.satisfies(dependency.condition) ?? false
            )
        }
        return ServiceReport(
            service: record.service,
            machine: record.machine,
            runtime: record.runtime,
            provider: record.provider,
            container: record.machine.pid == nil ? nil : record.container,
            stopSignal: record.stopSignal,
            binary: record.binary,
            bindings: record.bindings,
            probe: record.probe,
            startedNs: record.startedNs,
            progress: record.progress,
            dependencies: dependencies,
            dependents: graph.dependents(of: name),
            degradedBy: dependencies.filter { !$0.isSatisfied && !$0.dependency.isRequired }
                .map(\.dependency.service)
                .filter { records[$0]?.reasonItCannotBeHad != nil },
            logLoss: record.logLoss
        )
    }

    /// What each running service uses, by name.
    package func usage() async -> [String: ResourceUsage] {
        var result: [String: ResourceUsage] = [:]
        for runtime in dependencies.runtimes {
            for (instance, usage) in await runtime.usage() { result[instance.service] = usage }
        }
        return result
    }

    /// The launch of a service as it runs, or would: its environment and addresses.
    package func launch(of name: String) -> Launch? {
        records[name].map { launch(name, $0.machine.generation) }
    }

    // MARK: Telling

    /// Journals a change of state, and says in words what a person should know.
    func stateChanged(of name: String, from before: ServiceStateMachine, to after: ServiceStateMachine) {
        let now = dependencies.wallClock()
        // Bringing it may take for ever, and nobody wants it any more.
        if before.state == .starting, case .stopping = after.state, records[name]?.service.isProvided == true {
            records[name]?.tasks.preparing?.cancel()
        }
        switch after.state {
        case .running, .paused, .stopping: break
        case .stopped, .preparing, .waiting, .starting, .unreachable, .backoff, .gaveUp, .failed, .skipped,
            .unavailable, .completed:
            records[name]?.probe = nil
        }
        if after.state != .preparing { records[name]?.progress = nil }
        // One that ran before, and starts again in this start, was not ready yet.
        if after.state == .starting { records[name]?.times?.ready = nil }
        if records[name]?.isReady == true, records[name]?.times?.ready == nil {
            records[name]?.times?.ready = profiledNow
        }
        if let notice = notice(of: name, from: before.state, to: after) { publish(.notice(notice)) }
        if after.lastExit != before.lastExit || after.pid == nil && before.pid != nil, let exit = after.lastExit {
            // An end that was asked for is nothing to worry about.
            if case .stopping = before.state {
                note(name, "stopped with \(exit)", at: now)
            } else {
                note(name, "ended with \(exit)", at: now)
            }
        }
        // The remedy is a look at the log, where nothing else may say why.
        if after.state == .running(.unhealthy), before.state != after.state, let probe = records[name]?.probe {
            note(name, "unhealthy: \(probe.outcome.message)", at: now)
        }
        if before.state == .starting, case .failed(let reason, _) = after.state, after.lastExit == before.lastExit {
            note(name, reason.hasPrefix("cannot start") ? reason : "cannot start: \(reason)", at: now)
        }
        if let report = serviceReport(name) { publish(.service(report)) }
    }

    private func notice(
        of name: String,
        from before: ServiceStateMachine.State,
        to after: ServiceStateMachine
    ) -> StackChange.Notice? {
        switch (before, after.state) {
        case (_, .backoff(let attempt, let delay)):
            let how = after.lastExit.map { "ended with \($0)" } ?? "ended"
            return .init(.warning, service: name, "\(how); start \(attempt + 1) in \(delay.inWords)")
        case (_, .gaveUp(let reason)):
            return .init(.error, service: name, "gave up: \(reason)")
        case (_, .failed(let reason, let remedy)):
            return .init(.error, service: name, "failed: \(reason)" + (remedy.map { " (\($0))" } ?? ""))
        case (_, .unavailable(let reason, let remedy)):
            return .init(.error, service: name, "unavailable: \(reason)" + (remedy.map { " (\($0))" } ?? ""))
        case (.waiting, .skipped(let reason)):
            return .init(.warning, service: name, "skipped: \(reason)")
        case (.running(.healthy?), .running(.unhealthy?)), (.running(.starting?), .running(.unhealthy?)):
            let message = records[name]?.probe?.outcome.message ?? ""
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

    /// Tells all who listen something about the stack as a whole.
    package func announce(_ message: String) { publish(.notice(StackChange.Notice(.info, message))) }

    /// Writes a line of ours into a service's log.
    func note(_ name: String, _ text: String, at timeNs: Int64? = nil) {
        guard let log = try? dependencies.logs.log(for: name) else { return }
        log.note(text, at: timeNs ?? dependencies.wallClock())
    }

    // MARK: Profile of a start

    /// Has a start measured. One that comes while another is under way becomes part of it; one of a part of the stack
    /// leaves the profile of the whole as it is.
    ///
    /// - Parameters:
    ///   - services: all that the start concerns.
    ///   - beginning: those of them that do not run yet, or are restarted.
    /// - Returns: whether a profile will tell of it.
    func measureStart(of services: [String], beginning: Set<String>) -> Bool {
        if let current = profiled, isUnderWay(current) {
            let joining = services.filter { !current.services.contains($0) || beginning.contains($0) }
            profiled?.services.formUnion(services)
            enter(joining)
            return true
        }
        if let startup {
            let whole = startup.times.keys.filter { records[$0] != nil }
            guard !beginning.isEmpty, whole.allSatisfy(beginning.contains) else { return false }
        }
        beginProfile(of: services)
        return true
    }

    /// Whether something that is measured is still on its way. One that runs and is unhealthy, and what waits for it, may
    /// stay so for hours.
    private func isUnderWay(_ start: ProfiledStart) -> Bool {
        start.services.contains { name in
            switch records[name]?.machine.state {
            case .preparing, .starting, .running(.starting), .stopping, .backoff: true
            case .waiting: records[name]?.service.settings.startsAfterSeed == true && isSeedAwaited
            case .stopped, .running, .paused, .unreachable, .gaveUp, .failed, .skipped, .unavailable, .completed, nil:
                false
            }
        }
    }

    private func beginProfile(of services: [String]) {
        profiled = ProfiledStart(services: Set(services), began: now)
        enter(services)
    }

    /// Begins to measure services in the present profile.
    private func enter(_ services: [String]) {
        let time = profiledNow ?? .zero
        for name in services {
            records[name]?.times = StartTimes(unblocked: time)
            records[name]?.wasUnblocked = false
        }
        for name in services {
            if records[name]?.isReady == true { records[name]?.times?.ready = time }
            noteUnblocked(name, dependencyVerdict(of: name))
        }
    }

    /// Time since the profiled start began; nil while none is measured.
    var profiledNow: Duration? { profiled.map { now - $0.began } }

    func noteUnblocked(_ name: String, _ verdict: ServiceStateMachine.DependencyVerdict) {
        guard case .satisfied = verdict, records[name]?.wasUnblocked == false, let time = profiledNow else { return }
        records[name]?.wasUnblocked = true
        records[name]?.times?.unblocked = time
    }

    func finishProfileIfReady() {
        guard let profiled, profiled.services.allSatisfy({ records[$0]?.isDecided ?? true }) else { return }
        var times: [String: StartTimes] = [:]
        for name in profiled.services { times[name] = records[name]?.times }
        self.profiled = nil
        let report = StartupReport(
            times: times,
            criticalPath: graph.criticalPath(times: times),
            total: times.values.compactMap(\.ready).max() ?? .zero
        )
        startup = report
        publish(.started(report))
    }
}

extension Duration {
    /// `200 ms`, `1.5 s`.
    var inWords: String {
        let milliseconds = components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
        if milliseconds < 1000 { return "\(milliseconds) ms" }
        return milliseconds % 1000 == 0 ? "\(milliseconds / 1000) s" : "\(Double(milliseconds / 100) / 10) s"
    }
}
