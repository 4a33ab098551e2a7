import ComposeModel
import Health
import Runtime

extension Supervisor {
    func startProbing(_ name: String, _ generation: UInt64) {
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
        // One that was cancelled while it asked has nothing more to say.
        guard !Task.isCancelled, records[name]?.machine.generation == generation else { return }
        let before = records[name]?.probe
        records[name]?.probe = ServiceReport.ProbeAnswer(
            kind: kind,
            outcome: report.outcome,
            timeNs: dependencies.wallClock()
        )
        let state = records[name]?.machine.state
        if let record = records[name] { endProbingWhereTheEngineTells(record, report.verdict) }
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
