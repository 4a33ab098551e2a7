import ComposeModel
import OrderedCollections
import Runtime
import ServiceGraph

extension Supervisor {
    /// The launch of a service's instance as things stand.
    func launch(_ name: String, _ generation: UInt64) -> Launch {
        launch(records[name]?.service ?? Service(name: name), of: name, generation)
    }

    /// The same with another definition in place of the service's own.
    func launch(_ service: Service, of name: String, _ generation: UInt64) -> Launch {
        let record = records[name]
        let kind = record?.runtime ?? .native
        var environment: [String: String] = [:]
        for (key, value) in service.environment {
            // A key without a value is the caller's, where it has one.
            if let value = value ?? record?.environment[key] {
                environment[key] = addresses.rewrite(value, seenFrom: kind)
            }
        }
        for dependency in record?.service.dependencies ?? [] {
            guard let offers = records[dependency.service]?.offers else { continue }
            environment.merge(offers.variables(of: dependency.service)) { $1 }
        }
        var provided: [String: [Launch.Binding]] = [:]
        var peers: [String: [Launch.Binding]] = [:]
        switch kind {
        case .native:
            for (other, record) in records where record.provider == name { provided[other] = record.bindings }
        case .docker:
            for other in callees(of: record?.service ?? service) where records[other]?.runtime == .native {
                guard let record = records[other] else { continue }
                for name in AddressBook.names(of: record.service) { peers[name] = record.bindings }
            }
        }
        return Launch(
            instance: InstanceID(service: name, generation: generation),
            service: service,
            environment: environment,
            bindings: record?.bindings ?? [],
            providedBindings: provided,
            hostPeers: peers,
            variables: record?.environment ?? [:],
            binary: record?.binary
        )
    }

    /// Services that this one may call: those it waits for, and those that its environment names.
    private func callees(of service: Service) -> [String] {
        order.filter { other in
            guard other != service.name else { return false }
            return service.dependencies.contains { $0.service == other }
                || service.environment.values.contains { $0?.contains(other) ?? false }
        }
    }

    func spawn(_ name: String, _ generation: UInt64) async {
        guard let record = records[name], let kind = record.runtime,
            let runtime = dependencies.runtimes.first(where: { $0.kind == kind })
        else { return }
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
        // Its environment says where they are reached, which depends on where they run.
        await waitForRuntimes(of: callees(of: record.service))
        if kind == .native { await waitForProvided(by: name) }
        guard record.machine.generation == generation else { return }
        if let reason = await runSteps(of: name, launch(name, generation), runtime) {
            handle(.spawnFailed(generation: generation, reason: reason, remedy: "cpadev logs \(name)"), for: name)
            return
        }
        guard record.machine.generation == generation else { return }
        record.startedNs = dependencies.wallClock()
        let recoveriesBefore = recoveries[kind] ?? 0
        do {
            let launch = launch(name, generation)
            if let earlier = record.instanceRuntime, earlier != runtime.kind {
                await dependencies.runtimes.first { $0.kind == earlier }?.remove(service: name)
            }
            record.instanceRuntime = runtime.kind
            record.launched = launch
            let instance = try await runtime.start(launch)
            if let bindings = instance.bindings {
                record.bindings = bindings
                addresses.record(record.service, bindings: bindings, kind: runtime.kind)
            }
            record.container = instance.container
            record.imageStopSignal = instance.stopSignal
            record.earlyHealth = nil
            record.offers = instance.offers
            if let since = instance.runningSinceNs {
                record.startedNs = since
            } else if let reason = await runStartHooks(of: name, launch, runtime) {
                handle(.startHookFailed(generation: generation, pid: instance.pid, reason: reason), for: name)
                return
            }
            record.times?.started = profiledNow
            handle(
                .spawned(generation: generation, pid: instance.pid, reportsHealth: instance.reportsHealth),
                for: name
            )
            if let health = record.earlyHealth { healthReported(launch.instance, health) }
            // It was lost between the start and the news of it.
            if let reason = lost[kind] { handle(.runtimeLost(reason: reason), for: name) }
        } catch  where error.code == .unreachable {
            handle(.spawnLost(generation: generation, reason: error.message), for: name)
            // The engine may be back before its failure has come through here, and that is told but once.
            if recoveries[kind] ?? 0 != recoveriesBefore { handle(.runtimeRecovered, for: name) }
        } catch {
            handle(
                .spawnFailed(generation: generation, reason: error.message, remedy: error.remedy),
                for: name
            )
        }
    }

    /// Who holds a port against this service, in words; nil where nobody does, or its own container, which will be
    /// taken over or replaced.
    func portHolder(_ binding: Launch.Binding, against name: String) async -> String? {
        guard let holder = dependencies.portHolder(binding.published, binding.host) else { return nil }
        for runtime in dependencies.runtimes {
            switch await runtime.portHolder(binding.published, host: binding.host) {
            case .service(name): return nil
            case .service(let other): return "service \(other) of this stack"
            case .other(let words): return words
            case nil: continue
            }
        }
        return holder
    }

    /// Who holds a port of the service, in words. What the last instance left gets a second to let go.
    private func lingeringHolder(of record: ServiceRecord) async -> String? {
        var tries = record.machine.generation > 1 ? 50 : 0
        while true {
            guard let (port, holder) = await takenPort(of: record) else { return nil }
            guard tries > 0 else { return "port \(port) is taken by \(holder)" }
            tries -= 1
            try? await dependencies.clock.sleep(for: .milliseconds(20))
        }
    }

    private func takenPort(of record: ServiceRecord) async -> (UInt16, String)? {
        let name = record.service.name
        for binding in record.bindings {
            guard let holder = await portHolder(binding, against: name) else { continue }
            return (binding.published, holder)
        }
        // A container of an earlier run would keep the port from a process.
        if record.runtime == .native {
            for runtime in dependencies.runtimes where runtime.kind != .native {
                for binding in record.bindings where dependencies.portHolder(binding.published, binding.host) != nil {
                    await runtime.remove(service: name)
                    return dependencies.portHolder(binding.published, binding.host).map { (binding.published, $0) }
                }
            }
        }
        return nil
    }
}
