package import ComposeModel
import OrderedCollections
import Runtime

extension Supervisor {
    /// Runs a service somewhere else from now on, on the same port. What sees it under another address than before is
    /// restarted, and waits for it as at any start. Returns when that has begun.
    ///
    /// What keeps it from running there is found out, and fetched, before the running instance is touched. Throws
    /// ``SupervisorError``: `unknownService`, `runtimeRefused` with the reason and the remedy.
    package func switchRuntime(
        of name: String,
        to preference: RuntimePreference
    ) async throws(SupervisorError) -> CommandOutcome {
        try refuseUnknown([name])
        let members = replicas(of: name)
        // What has no process of its own moves with its provider.
        let group =
            members
            + order.filter { other in
                guard let settings = records[other]?.service.settings, settings.native == nil else { return false }
                return settings.providedBy.map { members.contains($0.service) } ?? false
            }
        if let kind = RuntimeKind(preference) {
            if members.allSatisfy({ records[$0]?.runtime == kind && records[$0]?.isAtRest == false }) {
                return CommandOutcome(
                    services: [name],
                    changes: ["\(name) runs there already"],
                    sequence: lastSequence
                )
            }
        }
        var choices = RuntimeChoices()
        for member in group { choices.services[member] = preference }
        var lines: [String] = []
        if let before = records[name]?.runtime {
            if preference == .auto, records[name]?.launched != nil {
                lines.append(
                    "\(name) stays \(before.rawValue): with auto a service stays where it has run, as its data does"
                )
            } else if let kind = RuntimeKind(preference), kind != before {
                lines += dataNotice(name, before)
            }
        }
        // The others keep their definition, and stay where the file has them no more.
        let outcome = try await up(group, runtimes: choices, reloading: true, redefining: Set(group))
        return CommandOutcome(
            services: outcome.services,
            changes: lines + outcome.changes,
            sequence: outcome.sequence
        )
    }

    /// Throws ``SupervisorError``, `runtimeRefused`, for the first service that a choice would move to where it cannot run.
    func refuseMoves(by choices: RuntimeChoices, to project: Project) async throws(SupervisorError) {
        for service in project.services.values {
            guard let record = records[service.name],
                let kind = RuntimeKind(service.settings.runtime ?? project.settings.runtime), record.runtime != kind
            else { continue }
            let isNamed = choices.services[service.name] != nil || choices.services[service.family] != nil
            guard isNamed || moves(record, service, project) else { continue }
            if kind == .native, let provider = service.settings.providedBy?.service {
                let wanted = RuntimeKind(project.services[provider]?.settings.runtime ?? project.settings.runtime)
                guard (wanted ?? records[provider]?.runtime) == .docker else { continue }
                if service.settings.native == nil {
                    let refused = Refusal(ofServiceBy: provider)
                    throw refusal(service.name, kind, refused.reason, refused.remedy)
                }
            }
            try await refuseWhereItCannotRun(service.name, kind)
        }
    }

    private func refuseWhereItCannotRun(_ name: String, _ kind: RuntimeKind) async throws(SupervisorError) {
        guard let record = records[name] else { return }
        guard let runtime = dependencies.runtimes.first(where: { $0.kind == kind }) else {
            let absence = absence(of: kind)
            throw refusal(name, kind, absence.message, absence.remedy)
        }
        var launch = launch(name, record.machine.generation)
        launch.environment = [:]
        switch await runtime.availability(of: launch) {
        case .available: return
        case .unavailable(let reason, let remedy): throw refusal(name, kind, reason, remedy)
        case .installable(let reason):
            announce("\(name): \(reason); fetching it before it is moved")
            do throws(RuntimeError) { try await runtime.install(launch) { _ in } } catch {
                throw refusal(name, kind, error.message, error.remedy)
            }
        }
    }

    /// Why there is no runtime of this kind.
    func absence(of kind: RuntimeKind) -> RuntimeError {
        dependencies.absences[kind] ?? RuntimeError(.unreachable, "there is no \(kind.rawValue) runtime here")
    }

    private func refusal(_ name: String, _ kind: RuntimeKind, _ reason: String, _ remedy: String?) -> SupervisorError {
        SupervisorError(
            .runtimeRefused,
            "\(name) cannot run as \(kind.rawValue): \(reason)",
            remedy: remedy ?? "it keeps running as it is"
        )
    }

    /// Says plainly that data stays where it is.
    private func dataNotice(_ name: String, _ before: RuntimeKind) -> [String] {
        guard let service = records[name]?.service, service.volumes.contains(where: \.keepsData) else { return [] }
        let (here, there) =
            before == .native ? ("in its data folder", "its volumes") : ("in its volumes", "its data folder")
        return [
            "\(name): its data does not move along: it stays \(here); from now on \(name) uses what \(there) hold"
        ]
    }

    /// Restarts what runs and was started with other addresses than it would get now.
    func restartThoseThatSeeItMove(_ moved: String) {
        for name in order where name != moved {
            guard let record = records[name], let launched = record.launched else { continue }
            guard case .running = record.machine.state else { continue }
            var now = launch(name, launched.instance.generation)
            now.service = launched.service
            // Its own ports may be others than it asked for; only what it sees of the others counts.
            now.bindings = launched.bindings
            now.variables = launched.variables
            now.binary = launched.binary
            guard now != launched else { continue }
            note(name, "\(moved) moves to where it has another address: starting again")
            request(.restartRequested, for: name, because: "\(moved) has another address")
        }
    }

    /// Whether the service's present instance is not where the definition wants it.
    func moves(_ record: ServiceRecord, _ service: Service, _ project: Project) -> Bool {
        guard !record.isAtRest, let kind = RuntimeKind(service.settings.runtime ?? project.settings.runtime) else {
            return false
        }
        return record.runtime.map { $0 != kind } ?? false
    }

    /// Where the service runs, or most likely will: nothing is started before that is known.
    func expectedKind(of record: ServiceRecord) -> RuntimeKind {
        record.runtime ?? wantedKind(of: record) ?? .native
    }

    /// Where the files or a person want it to run; nil: wherever it can.
    func wantedKind(of record: ServiceRecord) -> RuntimeKind? {
        RuntimeKind(record.service.settings.runtime ?? project.settings.runtime)
    }
}

extension RuntimeKind {
    /// nil for `auto`.
    fileprivate init?(_ preference: RuntimePreference) {
        switch preference {
        case .docker: self = .docker
        case .native: self = .native
        case .auto: return nil
        }
    }
}

extension Mount {
    fileprivate var keepsData: Bool {
        switch source {
        case .volume, .anonymous: true
        case .bind, .tmpfs, .image: false
        }
    }
}
