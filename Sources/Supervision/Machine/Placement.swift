import ComposeModel
import Runtime

/// Where a service runs.
struct Placement: Hashable, Sendable {
    /// The runtime that was chosen for it; nil until one was.
    var kind: RuntimeKind?
    /// Whether its provider is a container, which cannot serve it, so that it has a process of its own.
    var standsAlone = false
    /// The runtime of the present instance, or the last one: while a service moves, not the one that was chosen.
    var instanceKind: RuntimeKind?

    /// The runtime to ask about the present instance, or the last one.
    var presentKind: RuntimeKind? { instanceKind ?? kind }
}

extension StackMachine {
    /// Why a service cannot run in a runtime.
    struct Refusal: Error, Hashable {
        var reason: String
        var remedy: String?
    }

    // MARK: Questions

    /// The runtime that the files or the user want; nil for whichever can run it.
    func wantedKind(of entry: ServiceEntry) -> RuntimeKind? { wantedKind(of: entry.service, in: project) }

    func wantedKind(of service: Service, in project: Project) -> RuntimeKind? {
        RuntimeKind(service.settings.runtime ?? project.settings.runtime)
    }

    /// Where the service runs, or most likely will.
    func expectedKind(of entry: ServiceEntry) -> RuntimeKind {
        entry.placement.kind ?? wantedKind(of: entry) ?? .native
    }

    /// Whether a service is or will be a container, and so has no process that could serve others.
    func isContainer(_ name: String) -> Bool {
        guard let entry = services[name] else { return false }
        return (wantedKind(of: entry) ?? entry.placement.kind) == .docker
    }

    /// The runtimes to try for a service, in order of preference.
    func candidates(for name: String) -> [RuntimeKind] {
        guard let entry = services[name] else { return [] }
        // A provider's program runs on this machine, whatever it creates.
        if entry.service.isProvided { return [.native] }
        if let wanted = wantedKind(of: entry) { return [wanted] }
        // Its data is where it ran before.
        if let kind = entry.placement.kind, entry.launched != nil { return [kind] }
        let kinds = [RuntimeKind.docker, .native].filter(setting.runtimes.contains)
        return kinds.isEmpty ? [.native] : kinds
    }

    /// Whether a new definition wants the service in another runtime than its present instance.
    func moves(_ entry: ServiceEntry, to service: Service, in project: Project) -> Bool {
        guard !entry.isAtRest, let kind = wantedKind(of: service, in: project) else { return false }
        return entry.placement.kind.map { $0 != kind } ?? false
    }

    /// Why there is no runtime of this kind.
    func absence(of kind: RuntimeKind) -> RuntimeError {
        setting.absences[kind] ?? RuntimeError(.unreachable, "there is no \(kind.rawValue) runtime here")
    }

    // MARK: Choosing

    /// Places a service in a runtime that can run it, and lets it continue to its dependencies.
    mutating func prepared(_ instance: InstanceID, in kind: RuntimeKind, _ binary: Availability.Binary?) {
        guard isCurrent(instance) else { return }
        place(instance.service, in: kind, binary)
        handle(.preparationFinished(generation: instance.generation, .available), for: instance.service)
    }

    /// Records that no candidate can run a service.
    mutating func preparationRefused(_ instance: InstanceID, _ refusals: [(kind: RuntimeKind, refusal: Refusal)]) {
        let name = instance.service
        guard isCurrent(instance), let first = refusals.first else { return }
        services[name]?.binary = nil
        var (reason, remedy) = (first.refusal.reason, first.refusal.remedy)
        if refusals.count == 1 {
            services[name]?.placement.kind = first.kind
        } else {
            reason = refusals.map { "\($0.kind.rawValue): \($0.refusal.reason)" }.joined(separator: "; ")
            remedy = refusals.compactMap(\.refusal.remedy).joined(separator: "; or ")
        }
        let outcome = ServiceStateMachine.Preparation.unavailable(reason: reason, remedy: remedy)
        handle(.preparationFinished(generation: instance.generation, outcome), for: name)
    }

    private mutating func place(_ name: String, in kind: RuntimeKind, _ binary: Availability.Binary?) {
        guard let entry = services[name] else { return }
        services[name]?.binary = binary
        let standsAlone = kind == .native && entry.service.settings.providedBy.map { isContainer($0.service) } ?? false
        let former = entry.placement.kind
        guard former != kind || entry.placement.standsAlone != standsAlone else { return }
        services[name]?.placement.kind = kind
        services[name]?.placement.standsAlone = standsAlone
        addresses.record(entry.service, bindings: entry.bindings, kind: kind)
        guard former != nil else { return }
        restartServicesWithOldAddress(of: name)
        if kind == .native { rejoin(name) }
    }

    /// Has a provider serve again the services that have run alone while it was a container.
    private mutating func rejoin(_ provider: String) {
        for name in order where services[name]?.service.settings.providedBy?.service == provider {
            guard let entry = services[name], entry.placement.standsAlone, !entry.isAtRest else { continue }
            note(name, "\(provider) runs natively, and serves it from now on")
            request(.restartRequested, for: name, because: "\(provider) serves it now")
        }
    }

    /// Restarts running services that would get other addresses now than they were started with.
    private mutating func restartServicesWithOldAddress(of moved: String) {
        for name in order where name != moved {
            guard let entry = services[name], let launched = entry.launched, case .running = entry.machine.state else {
                continue
            }
            var now = launch(name, launched.instance.generation)
            now.service = launched.service
            // Only what it sees of the others counts, not its own ports.
            now.bindings = launched.bindings
            now.variables = launched.variables
            now.binary = launched.binary
            guard now != launched else { continue }
            note(name, "\(moved) moves to where it has another address: starting again")
            request(.restartRequested, for: name, because: "\(moved) has another address")
        }
    }
}

extension StackMachine.Refusal {
    init(_ error: RuntimeError) { self.init(reason: error.message, remedy: error.remedy) }

    /// A service that another one provides cannot be a process while its provider is a container.
    init(providedByContainer provider: String) {
        reason = "natively \(provider) provides it, which runs in a container"
        remedy = "switch both: cpadev switch \(provider) native, or run this one in a container as well"
    }
}

extension RuntimeKind {
    /// Nil for `auto`.
    init?(_ preference: RuntimePreference) {
        switch preference {
        case .docker: self = .docker
        case .native: self = .native
        case .auto: return nil
        }
    }
}
