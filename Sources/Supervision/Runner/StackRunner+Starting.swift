import ComposeModel
import Foundations
import Health
import LogStore
import Runtime

extension StackRunner {
    // MARK: Preparing

    /// Finds a runtime that can run a service, and fetches what it lacks there.
    func prepare(_ instance: InstanceID, for stack: Supervisor) async {
        let name = instance.service
        // Opened while the service waits for others, not once it may start at last.
        _ = try? dependencies.logs.log(for: name)
        await waitUntilAdopted()
        if let provider = await stack.read({ $0.services[name]?.service.settings.providedBy?.service }) {
            await stack.wait { $0.isPlaced([provider]) }
        }
        var refusals: [(kind: RuntimeKind, refusal: StackMachine.Refusal)] = []
        for kind in await stack.read({ $0.candidates(for: name) }) {
            let answer = await prepare(instance, in: kind, for: stack)
            guard await stack.read({ $0.isCurrent(instance) }) else { return }
            switch answer {
            case .success(let binary):
                await stack.step { $0.prepared(instance, in: kind, binary) }
                return
            case .failure(let refusal):
                refusals.append((kind, refusal))
            }
        }
        await stack.step { [refusals] in $0.preparationRefused(instance, refusals) }
    }

    private func prepare(
        _ instance: InstanceID,
        in kind: RuntimeKind,
        for stack: Supervisor
    ) async -> Result<Availability.Binary?, StackMachine.Refusal> {
        guard let runtime = runtime(kind) else {
            return .failure(StackMachine.Refusal(await stack.read { $0.absence(of: kind) }))
        }
        let name = instance.service
        let (settings, launch) = await stack.read {
            ($0.services[name]?.service.settings, $0.launch(name, instance.generation))
        }
        if kind == .native, let settings, let provider = settings.providedBy?.service {
            guard await stack.read({ $0.isContainer(provider) }) else { return .success(nil) }
            if settings.native == nil { return .failure(StackMachine.Refusal(providedByContainer: provider)) }
        }
        switch await runtime.availability(of: launch) {
        case .available(let binary): return .success(binary)
        case .unavailable(let reason, let remedy):
            return .failure(StackMachine.Refusal(reason: reason, remedy: remedy))
        case .installable(let reason):
            return await install(instance, launch, runtime, reason: reason, for: stack)
        }
    }

    private func install(
        _ instance: InstanceID,
        _ launch: Launch,
        _ runtime: any ServiceRuntime,
        reason: String,
        for stack: Supervisor
    ) async -> Result<Availability.Binary?, StackMachine.Refusal> {
        await stack.step { $0.progress("installing: \(reason)", of: instance) }
        // Only the newest line is shown, so it may replace one that was not shown yet.
        let (lines, output) = AsyncStream.makeStream(of: String.self, bufferingPolicy: .bufferingNewest(1))
        async let shown: Void = {
            for await line in lines { await stack.step { $0.progress(line, of: instance) } }
        }()
        var failure: RuntimeError?
        do { try await runtime.install(launch) { output.yield($0) } } catch { failure = error }
        output.finish()
        await shown
        await stack.step { $0.progress(nil, of: instance) }
        if let failure { return .failure(StackMachine.Refusal(failure)) }
        switch await runtime.availability(of: launch) {
        case .available(let binary): return .success(binary)
        case .unavailable(let reason, let remedy):
            return .failure(StackMachine.Refusal(reason: reason, remedy: remedy))
        case .installable(let reason):
            return .failure(StackMachine.Refusal(reason: "still missing after it was installed: \(reason)"))
        }
    }

    // MARK: Spawning

    /// Starts an instance, with its `pre_start` steps before and its `post_start` hooks after.
    func spawn(_ instance: InstanceID, in kind: RuntimeKind, for stack: Supervisor) async {
        let name = instance.service
        guard let runtime = runtime(kind), let entry = await stack.read({ $0.services[name] }) else { return }
        if let (port, holder) = await lingeringHolder(of: entry, instance) {
            return await fail(instance, "port \(port) is taken by \(holder.words)", holder.remedy, for: stack)
        }
        // Its environment has the addresses of others, which depend on where they run.
        await stack.wait { $0.isPlaced($0.callees(of: entry.service)) }
        if kind == .native { await stack.wait { $0.isProvisionKnown(of: name) } }
        await waitUntilAdopted()
        guard let launch = await stack.read({ $0.launch(instance) }) else { return }
        if let reason = await runSteps(before: launch, runtime, for: stack) {
            return await fail(instance, reason, "cpadev logs \(name)", for: stack)
        }
        guard let start = await stack.step({ $0.startBegan(instance, in: kind) }) else {
            return await fail(instance, "it is no longer wanted", nil, for: stack)
        }
        let recoveries = await stack.read { $0.recoveries[kind] ?? 0 }
        if let former = start.former { await self.runtime(former)?.remove(service: name) }
        do {
            let running = try await runtime.start(start.launch)
            await stack.step { $0.startAnswered(instance, running, in: kind) }
            // Hooks ran when an instance that is taken over was started.
            if running.runningSinceNs == nil, let reason = await runStartHooks(of: start.launch, runtime, for: stack) {
                let event = ServiceStateMachine.Event.startHookFailed(
                    generation: instance.generation,
                    pid: running.pid,
                    reason: reason
                )
                return await stack.handle(event, for: name)
            }
            await stack.step { $0.startFinished(instance, running, in: kind) }
        } catch  where error.code == .unreachable {
            await stack.step { $0.startLost(instance, error.message, in: kind, recoveriesBefore: recoveries) }
        } catch {
            await fail(instance, error.message, error.remedy, for: stack)
        }
    }

    private func fail(_ instance: InstanceID, _ reason: String, _ remedy: String?, for stack: Supervisor) async {
        let event = ServiceStateMachine.Event.spawnFailed(
            generation: instance.generation,
            reason: reason,
            remedy: remedy
        )
        await stack.handle(event, for: instance.service)
    }

    // MARK: Ports

    /// Who keeps a service from listening on a port; nil if nobody does, or its own container, which a start takes over or
    /// replaces.
    func portHolder(_ binding: Launch.Binding, against name: String) async -> PortHolder? {
        guard let holder = dependencies.portHolder(binding.published, binding.host) else { return nil }
        for runtime in dependencies.runtimes {
            switch await runtime.portHolder(binding.published, host: binding.host) {
            // A process of an earlier instance has to let go; a container is taken over or replaced.
            case .service(name) where runtime.kind == .native: continue
            case .service(name): return nil
            case .some(let known): return known
            case nil: continue
            }
        }
        return .other(holder)
    }

    /// Who holds a port of a service that is about to start. What its last instance left has a second to let go.
    private func lingeringHolder(of entry: ServiceEntry, _ instance: InstanceID) async -> (UInt16, PortHolder)? {
        var tries = instance.generation > 1 ? 50 : 0
        while true {
            guard let taken = await takenPort(of: entry) else { return nil }
            guard tries > 0 else { return taken }
            tries -= 1
            try? await dependencies.clock.sleep(for: .milliseconds(20))
        }
    }

    private func takenPort(of entry: ServiceEntry) async -> (UInt16, PortHolder)? {
        for binding in entry.bindings {
            guard let holder = await portHolder(binding, against: entry.name) else { continue }
            return (binding.published, holder)
        }
        guard entry.placement.kind == .native else { return nil }
        // A container of an earlier run would keep the port from a process.
        for runtime in dependencies.runtimes where runtime.kind != .native {
            for binding in entry.bindings where dependencies.portHolder(binding.published, binding.host) != nil {
                await runtime.remove(service: entry.name)
                return dependencies.portHolder(binding.published, binding.host).map { (binding.published, .other($0)) }
            }
        }
        return nil
    }

    /// Who listens on a port of a running instance in its place. A process that cannot bind its port may run on, and its
    /// probe would get the other's answer.
    private func foreignHolder(of launch: Launch, for stack: Supervisor) async -> (UInt16, PortHolder)? {
        guard let kind = await stack.read({ $0.services[launch.instance.service]?.placement.presentKind }),
            let runtime = runtime(kind)
        else { return nil }
        for binding in launch.bindings {
            let holder = await runtime.foreignHolder(
                of: binding.published,
                host: binding.host,
                besides: launch.instance
            )
            if let holder { return (binding.published, .other(holder)) }
        }
        return nil
    }

    // MARK: Probing

    func startProbing(_ launch: Launch, for stack: Supervisor) {
        guard let (probe, pace) = probe(for: launch, for: stack) else { return }
        let loop = ProbeLoop(probe: probe, pace: pace)
        let clock = dependencies.clock
        tasks.run(as: .probing(service: launch.instance.service)) {
            await loop.run(clock: clock) { report in
                if report.verdict == .healthy, await stack.read({ $0.awaitsHealth(launch.instance) }),
                    let (port, holder) = await self.foreignHolder(of: launch, for: stack)
                {
                    let event = ServiceStateMachine.Event.displaced(
                        generation: launch.instance.generation,
                        reason: "port \(port) is taken by \(holder.words)",
                        remedy: holder.remedy
                    )
                    return await stack.handle(event, for: launch.instance.service)
                }
                await stack.step { [self] machine in
                    // A probe that was cancelled while it asked has nothing to report.
                    guard !Task.isCancelled else { return }
                    let present = machine.services[launch.instance.service]?.placement.presentKind.flatMap {
                        runtime($0)
                    }
                    guard present?.hasExited(launch.instance) != true else { return }
                    machine.probed(launch.instance, kind: probe.kind, report)
                }
            }
        }
    }

    private func probe(for launch: Launch, for stack: Supervisor) -> (any HealthProbe, ProbePace)? {
        let name = launch.instance.service
        let runner: CommandRunner = { arguments, timeout in
            guard let kind = await stack.read({ $0.services[name]?.placement.presentKind }),
                let runtime = runtime(kind)
            else { return CommandResult(end: .notStarted("no runtime")) }
            return CommandResult(await runtime.execute(arguments, in: launch, timeout: timeout))
        }
        if let probe = launch.service.settings.probe {
            let made = dependencies.probes.probe(
                for: probe,
                address: { port in
                    launch.bindings.first { $0.target == port }.map { ProbeAddress(host: $0.host, port: $0.published) }
                },
                runner: runner
            )
            return (made, ProbePace(probe))
        }
        guard let healthcheck = launch.service.healthcheck,
            let made = dependencies.probes.probe(for: healthcheck, runner: runner)
        else { return nil }
        return (made, ProbePace(healthcheck))
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
