import ComposeModel
import Diagnostics
import OrderedCollections
import Runtime
import ServiceGraph

extension StackMachine {
    /// What the files say now, against the definition in force.
    struct Update: Sendable {
        var project: Project
        /// For each service that is new or has other ports: where they are reached.
        var bindings: [String: [Launch.Binding]] = [:]
        var changed: Set<String> = []
        var added: [String] = []
        var removed: [String] = []
        /// The differences, one line each for the user.
        var lines: [String] = []

        /// The lines that are about some services.
        func lines(of services: Set<String>) -> [String] {
            lines.filter { line in services.contains { line.hasPrefix("\($0): ") } }
        }
    }

    /// Compares a project with the definition in force.
    /// - Parameters:
    ///   - variablesRead: which of some changed variables a service's launcher reads.
    ///   - freePort: a free port of the loopback address.
    func difference(
        to project: Project,
        variablesRead: (Service, Set<String>) -> Set<String>,
        freePort: () -> UInt16?
    ) -> Update {
        var update = Update(project: project)
        for service in project.services.values {
            let name = service.name
            let entry = services[name]
            // A port that was chosen freely stays as long as the file asks for the same.
            if entry?.service.ports != service.ports {
                update.bindings[name] = Launch.Binding.settled(of: service, freePort: freePort)
            }
            guard let entry else {
                update.added.append(name)
                update.lines.append("\(name): new")
                continue
            }
            var lines = ServiceDifference.lines(from: entry.service, to: service)
            lines += variableLines(entry, service, project, variablesRead)
            if moves(entry, to: service, in: project) { lines.append("\(name): moves to another runtime") }
            guard !lines.isEmpty else { continue }
            update.changed.insert(name)
            update.lines += lines
        }
        update.removed = order.filter { project.services[$0] == nil }
        update.lines += update.removed.map { "\($0): no longer in the Compose file" }
        return update
    }

    /// The changes of variables that a service takes from the caller and env files: those that its environment names,
    /// and those that its launcher reads.
    private func variableLines(
        _ entry: ServiceEntry,
        _ service: Service,
        _ project: Project,
        _ variablesRead: (Service, Set<String>) -> Set<String>
    ) -> [String] {
        let (old, new) = (entry.environment, project.environment)
        guard old != new else { return [] }
        let changed = Set(old.keys).union(new.keys).filter { old[$0] != new[$0] }
        var names = Set(
            service.environment.compactMap { key, value in value == nil && changed.contains(key) ? key : nil }
        )
        if case .launcher? = service.settings.native, expectedKind(of: entry) == .native {
            names.formUnion(variablesRead(service, changed))
        }
        return names.isEmpty ? [] : ["\(service.name): \(names.sorted().joined(separator: ", ")) changed"]
    }

    /// Puts new definitions in force: all of them, or only those of some services that stay.
    mutating func apply(_ update: Update, only selected: Set<String>? = nil) throws(SupervisorError) {
        var project = update.project
        if let selected {
            project = self.project
            for name in selected { if let service = update.project.services[name] { project.services[name] = service } }
        }
        let graph: ServiceGraph
        do { graph = try ServiceGraph(services: project.services.values) } catch {
            let text = error.diagnostics.map(\.message).joined(separator: "\n")
            throw SupervisorError(.invalidProject, text, remedy: "the stack is unchanged; fix the file and try again")
        }
        for name in selected ?? Set(order) { services[name]?.environment = update.project.environment }
        for service in project.services.values {
            let name = service.name
            if services[name] == nil {
                services[name] = ServiceEntry(
                    service: service,
                    environment: update.project.environment,
                    tuning: setting.tuning,
                    bindings: update.bindings[name] ?? []
                )
            } else if services[name]?.service != service, selected?.contains(name) ?? true {
                // Even if that does not change what runs, such as the runtime of a service at rest.
                redefine(service, update.bindings[name])
            }
        }
        departing.subtract(project.services.keys)
        let removed = selected == nil ? update.removed : []
        adopt(project, graph)
        for name in removed {
            departing.insert(name)
            heldRestarts[name] = nil
            request(.stopRequested, for: name, because: "it is no longer in the Compose file")
        }
        settleRequests()
    }

    private mutating func redefine(_ service: Service, _ bindings: [Launch.Binding]?) {
        if let bindings { services[service.name]?.bindings = bindings }
        services[service.name]?.service = service
        services[service.name]?.machine.policy = ServicePolicy(service, tuning: setting.tuning)
    }

    // MARK: Launches

    /// The variables that services offer to their dependents.
    var offeredVariables: [String: String] {
        services.all.reduce(into: [:]) { $0.merge($1.offers.variables(of: $1.service.name)) { $1 } }
    }

    /// The launch of a service's instance, from its definition, its dependencies' offers and the addresses in force.
    func launch(_ name: String, _ generation: UInt64) -> Launch {
        launch(services[name]?.service ?? Service(name: name), of: name, generation)
    }

    /// The same with another definition in place of the service's own.
    func launch(_ service: Service, of name: String, _ generation: UInt64) -> Launch {
        let entry = services[name]
        let kind = entry?.placement.kind ?? .native
        var environment: [String: String] = [:]
        for (key, value) in service.environment {
            // A key without a value takes the caller's.
            if let value = value ?? entry?.environment[key] {
                environment[key] = addresses.rewrite(value, seenFrom: kind)
            }
        }
        for dependency in entry?.service.dependencies ?? [] {
            guard let offers = services[dependency.service]?.offers else { continue }
            environment.merge(offers.variables(of: dependency.service)) { $1 }
        }
        var provided: [String: [Launch.Binding]] = [:]
        var peers: [String: [Launch.Binding]] = [:]
        switch kind {
        case .native:
            for other in services.all where other.provider == name { provided[other.name] = other.bindings }
        case .docker:
            for name in callees(of: entry?.service ?? service) {
                guard let other = services[name], other.placement.kind == .native else { continue }
                for name in AddressBook.names(of: other.service) { peers[name] = other.bindings }
            }
            if let metrics = metrics(scrapedBy: name) { peers[MetricsSettings.hostName] = [metrics] }
        }
        return Launch(
            instance: InstanceID(service: name, generation: generation),
            service: service,
            environment: environment,
            bindings: entry?.bindings ?? [],
            providedBindings: provided,
            hostPeers: peers,
            variables: entry?.environment ?? [:],
            binary: entry?.binary
        )
    }

    /// Where cpadev's own metrics are, if they are this service's to read. A service of that name comes first.
    private func metrics(scrapedBy name: String) -> Launch.Binding? {
        guard let metrics = project.exportedMetrics, metrics.scrapedBy == name,
            services[MetricsSettings.hostName] == nil
        else { return nil }
        return Launch.Binding(target: MetricsSettings.defaultPort, host: "127.0.0.1", published: metrics.port)
    }

    /// Services that this one may call: its dependencies, and those that its environment names.
    func callees(of service: Service) -> [String] {
        order.filter { other in
            guard other != service.name else { return false }
            return service.dependencies.contains { $0.service == other }
                || service.environment.values.contains { $0?.contains(other) ?? false }
        }
    }

    /// Whether it is known of each of the services where it runs, or that it will not.
    func isPlaced(_ names: [String]) -> Bool { !names.contains { services[$0]?.machine.state == .preparing } }

    /// Whether it is known of each service that this one provides where it will run, and so whether this one holds its
    /// ports. A service whose engine is away does not count.
    func isProvisionKnown(of name: String) -> Bool {
        !order.contains { other in
            guard let entry = services[other], entry.service.settings.providedBy?.service == name else { return false }
            switch entry.machine.state {
            case .preparing: return true
            case .stopping(.startAgain, .signalled), .stopping(.startAgain, .onceSpawned): return true
            case .stopping, .stopped, .waiting, .starting, .running, .paused, .unreachable, .backoff, .gaveUp, .failed,
                .skipped, .unavailable, .completed:
                return false
            }
        }
    }
}
