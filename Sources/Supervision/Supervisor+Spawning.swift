import ComposeModel
import OrderedCollections
import Runtime
import ServiceGraph

extension Supervisor {
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

    func spawn(_ name: String, _ generation: UInt64) async {
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
}
