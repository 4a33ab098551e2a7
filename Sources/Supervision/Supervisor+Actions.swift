import ComposeModel
import Health
import LogStore
import OrderedCollections
import Runtime
import ServiceGraph

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
            note(name, "did not end in time, killed")
            Task { await runtime.kill(InstanceID(service: name, generation: generation)) }
        case .setTimer(let generation, let timer, let delay):
            setTimer(name, generation, timer, delay)
        case .cancelTimer(let timer):
            records[name]?.tasks.timers.removeValue(forKey: timer)?.cancel()
        }
    }

    func runtime(of name: String) -> (any ServiceRuntime)? {
        guard let kind = records[name]?.runtime else { return nil }
        return dependencies.runtimes.first { $0.kind == kind }
    }

    // MARK: Preparing

    private func prepare(_ name: String, _ generation: UInt64) async {
        guard let record = records[name] else { return }
        // Opened while others are waited for, not when the service is at last allowed to start.
        _ = try? dependencies.logs.log(for: name)
        let launch = launch(name, generation)
        let (runtime, availability) = await choose(record, launch)
        guard records[name]?.machine.generation == generation else { return }
        records[name]?.runtime = runtime?.kind

        switch availability {
        case .available(let binary):
            records[name]?.binary = binary
            handle(.preparationFinished(generation: generation, .available), for: name)
        case .unavailable(let reason, let remedy):
            records[name]?.binary = nil
            handle(
                .preparationFinished(generation: generation, .unavailable(reason: reason, remedy: remedy)),
                for: name
            )
        case .installable(let reason):
            guard let runtime else { return }
            await install(name, generation, launch, runtime, reason: reason)
        }
    }

    private func install(
        _ name: String,
        _ generation: UInt64,
        _ launch: Launch,
        _ runtime: any ServiceRuntime,
        reason: String
    ) async {
        report(progress: "installing: \(reason)", of: name, generation)
        // Only the newest line is shown, so one that nobody has seen yet gives way to it.
        let (lines, output) = AsyncStream.makeStream(of: String.self, bufferingPolicy: .bufferingNewest(1))
        async let shown: Void = show(lines, asProgressOf: name, generation)
        var failure: RuntimeError?
        do { try await runtime.install(launch) { output.yield($0) } } catch { failure = error }
        output.finish()
        await shown
        report(progress: nil, of: name, generation)
        if let failure {
            handle(
                .preparationFinished(
                    generation: generation,
                    .unavailable(reason: failure.message, remedy: failure.remedy)
                ),
                for: name
            )
            return
        }
        let availability = await runtime.availability(of: launch)
        guard records[name]?.machine.generation == generation else { return }
        switch availability {
        case .available(let binary):
            records[name]?.binary = binary
            handle(.preparationFinished(generation: generation, .available), for: name)
        case .unavailable(let reason, let remedy):
            handle(
                .preparationFinished(generation: generation, .unavailable(reason: reason, remedy: remedy)),
                for: name
            )
        case .installable(let reason):
            handle(
                .preparationFinished(
                    generation: generation,
                    .unavailable(reason: "still missing after it was installed: \(reason)", remedy: nil)
                ),
                for: name
            )
        }
    }

    private func show(_ lines: AsyncStream<String>, asProgressOf name: String, _ generation: UInt64) async {
        for await line in lines { report(progress: line, of: name, generation) }
    }

    private func report(progress: String?, of name: String, _ generation: UInt64) {
        guard records[name]?.machine.generation == generation, records[name]?.machine.state == .preparing else {
            return
        }
        records[name]?.progress = progress
        if let report = serviceReport(name) { publish(.service(report)) }
    }

    /// The runtime for a service by the preference in the Compose file, and what it says.
    private func choose(
        _ record: ServiceRecord,
        _ launch: Launch
    ) async -> (runtime: (any ServiceRuntime)?, Availability) {
        let preference = record.service.settings.runtime ?? project.settings.runtime
        let candidates: [RuntimeKind] =
            switch preference {
            case .auto: [.docker, .native]
            case .docker: [.docker]
            case .native: [.native]
            }
        var answer: ((any ServiceRuntime)?, Availability) = (
            nil,
            .unavailable(
                reason: "this version has no \(preference.rawValue) runtime",
                remedy: "set 'x-cpadev: {runtime: native}' on it or on the project"
            )
        )
        for kind in candidates {
            guard let runtime = dependencies.runtimes.first(where: { $0.kind == kind }) else { continue }
            let availability = await runtime.availability(of: launch)
            answer = (runtime, availability)
            if case .unavailable = availability { continue }
            break
        }
        return answer
    }

    // MARK: Spawning

    /// The launch of a service's instance as things stand.
    func launch(_ name: String, _ generation: UInt64) -> Launch {
        let record = records[name]
        let service = record?.service ?? Service(name: name)
        let kind = record?.runtime ?? .native
        var environment: [String: String] = [:]
        for (key, value) in service.environment {
            // A key without a value is the caller's, where it has one.
            if let value = value ?? project.environment[key] {
                environment[key] = addresses.rewrite(value, seenFrom: kind)
            }
        }
        var provided: [String: [Launch.Binding]] = [:]
        for (other, record) in records where record.provider == name { provided[other] = record.bindings }
        return Launch(
            instance: InstanceID(service: name, generation: generation),
            service: service,
            environment: environment,
            bindings: record?.bindings ?? [],
            providedBindings: provided
        )
    }

    private func spawn(_ name: String, _ generation: UInt64) async {
        guard let record = records[name], let runtime = runtime(of: name) else { return }
        if let provider = record.provider {
            let startedNs = records[provider]?.startedNs
            records[name]?.startedNs = startedNs
            records[name]?.times?.started = profiledNow
            handle(.spawned(generation: generation, pid: nil), for: name)
            return
        }
        if let holder = await lingeringHolder(of: record) {
            handle(
                .spawnFailed(
                    generation: generation,
                    reason: holder,
                    remedy: "end that process, or choose another port in .env"
                ),
                for: name
            )
            return
        }
        records[name]?.startedNs = dependencies.wallClock()
        do {
            let pid = try await runtime.start(launch(name, generation))
            records[name]?.times?.started = profiledNow
            handle(.spawned(generation: generation, pid: pid), for: name)
        } catch {
            handle(
                .spawnFailed(generation: generation, reason: error.message, remedy: error.remedy),
                for: name
            )
        }
    }

    /// Who holds a port of the service, in words. What the last instance left gets a second to let go.
    private func lingeringHolder(of record: ServiceRecord) async -> String? {
        var tries = record.machine.generation > 1 ? 50 : 0
        while true {
            let taken = record.bindings.lazy.compactMap { binding in
                self.dependencies.portHolder(binding.published, binding.host).map { (binding.published, $0) }
            }.first
            guard let (port, holder) = taken else { return nil }
            guard tries > 0 else { return "port \(port) is taken by \(holder)" }
            tries -= 1
            try? await dependencies.clock.sleep(for: .milliseconds(20))
        }
    }

    private func signal(_ name: String, _ generation: UInt64) {
        guard let record = records[name] else { return }
        let instance = InstanceID(service: name, generation: generation)
        guard record.provider == nil, let runtime = runtime(of: name) else {
            // It has no process; it ends by being told so.
            Task { self.handle(.exited(generation: generation, .code(0)), for: name) }
            return
        }
        let stopSignal = record.service.stopSignal
        note(name, "stopping with \(stopSignal)")
        Task { await runtime.signal(instance, stopSignal, group: true) }
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

    // MARK: Probing

    private func startProbing(_ name: String, _ generation: UInt64) {
        guard let record = records[name], let (probe, pace) = probe(for: record, generation) else { return }
        let loop = ProbeLoop(probe: probe, pace: pace)
        let clock = dependencies.clock
        records[name]?.tasks.probing?.cancel()
        records[name]?.tasks.probing = Task {
            await loop.run(clock: clock) { report in
                await self.probed(name, generation, kind: probe.kind, report)
            }
        }
    }

    private func probe(for record: ServiceRecord, _ generation: UInt64) -> (any HealthProbe, ProbePace)? {
        let launch = launch(record.service.name, generation)
        let runtime = runtime(of: record.service.name)
        let runner: CommandRunner = { arguments, timeout in
            guard let runtime else { return CommandResult(end: .notStarted("no runtime")) }
            let output = await runtime.execute(arguments, in: launch, timeout: timeout)
            return CommandResult(output)
        }
        let bindings = record.bindings
        if let probe = record.service.settings.probe {
            let made = dependencies.probes.probe(
                for: probe,
                address: { port in
                    bindings.first { $0.target == port }.map { ProbeAddress(host: $0.host, port: $0.published) }
                },
                runner: runner
            )
            return (made, ProbePace(probe))
        }
        if let healthcheck = record.service.healthcheck,
            let made = dependencies.probes.probe(for: healthcheck, runner: runner)
        {
            return (made, ProbePace(healthcheck))
        }
        return nil
    }

    private func probed(_ name: String, _ generation: UInt64, kind: String, _ report: ProbeLoop.Report) {
        guard records[name]?.machine.generation == generation else { return }
        let before = records[name]?.probe
        records[name]?.probe = ServiceReport.ProbeAnswer(
            kind: kind,
            outcome: report.outcome,
            timeNs: dependencies.wallClock()
        )
        let state = records[name]?.machine.state
        handle(
            .probed(generation: generation, report.verdict, message: report.outcome.message),
            for: name
        )
        // A quiet stack stays quiet: a probe that says the same as before is no news worth sending.
        if state == records[name]?.machine.state,
            before?.outcome.message != report.outcome.message || before?.outcome.succeeded != report.outcome.succeeded,
            let report = serviceReport(name)
        {
            publish(.service(report))
        }
    }
}

extension CommandResult {
    fileprivate init(_ output: CommandOutput) {
        let end: End =
            switch output.outcome {
            case .ended(.code(let code)): .exited(code)
            case .ended(.signal(let number)): .signalled(number)
            case .timedOut: .timedOut
            case .notStarted(let reason): .notStarted(reason)
            }
        self.init(end: end, output: output.output)
    }
}
