import ComposeModel
import Diagnostics
import OrderedCollections
import Runtime
import ServiceGraph

// Reading the files again.
extension Supervisor {
    /// The project as the files have it now, against what is in force.
    struct Update {
        var project: Project
        var changed: Set<String> = []
        var added: [String] = []
        var removed: [String] = []
        var lines: [String] = []

        /// The lines that are about some services.
        func lines(of services: Set<String>) -> [String] {
            lines.filter { line in services.contains { line.hasPrefix("\($0): ") } }
        }
    }

    /// Gathers what a command has to know, and commits it without a suspension in between, so that two commands at once
    /// have the result of one after the other. Where another was committed meanwhile, it is gathered again.
    func transaction<Answers: Sendable>(
        _ gather: () async throws(SupervisorError) -> Answers,
        commit: (Answers) throws(SupervisorError) -> Void
    ) async throws(SupervisorError) -> Answers {
        while true {
            try refuseWhileShuttingDown()
            let before = revision
            let answers = try await gather()
            guard revision == before else { continue }
            try refuseWhileShuttingDown()
            try commit(answers)
            revision += 1
            return answers
        }
    }

    /// - Parameters:
    ///   - choices: where services are to run.
    ///   - scales: how many of some there are to be.
    func readAgain(_ choices: RuntimeChoices, _ scales: [String: Int]) async throws(SupervisorError) -> Update {
        let project: Project
        do { project = choices.applied(to: try await dependencies.reload(scales)) } catch {
            throw SupervisorError(
                .invalidProject,
                "\(error)",
                remedy: "the stack is unchanged; fix the file and try again"
            )
        }
        var update = Update(project: project)
        for service in project.services.values {
            guard let record = records[service.name] else {
                update.added.append(service.name)
                update.lines.append("\(service.name): new")
                continue
            }
            var lines = ServiceDifference.lines(from: record.service, to: service)
            lines += variableLines(record, service, project)
            if moves(record, service, project) { lines.append("\(service.name): moves to another runtime") }
            guard !lines.isEmpty else { continue }
            update.changed.insert(service.name)
            update.lines += lines
        }
        update.removed = order.filter { project.services[$0] == nil }
        update.lines += update.removed.map { "\($0): no longer in the Compose file" }
        return update
    }

    /// What changed of the variables that a service takes from its caller and env files, a line each. Of those of a
    /// launcher, which is given all of them, the ones count that it reads.
    private func variableLines(_ record: ServiceRecord, _ service: Service, _ project: Project) -> [String] {
        let (old, new) = (record.environment, project.environment)
        guard old != new else { return [] }
        let changed = Set(old.keys).union(new.keys).filter { old[$0] != new[$0] }
        var names = Set(
            service.environment.compactMap { key, value in value == nil && changed.contains(key) ? key : nil }
        )
        if case .launcher? = service.settings.native, expectedKind(of: record) == .native {
            names.formUnion(dependencies.variablesRead(service, changed))
        }
        return names.isEmpty ? [] : ["\(service.name): \(names.sorted().joined(separator: ", ")) changed"]
    }

    /// Puts the new definitions in force: all of them, or only those of some services that stay.
    func apply(_ update: Update, only selected: Set<String>? = nil) throws(SupervisorError) {
        var project = update.project
        if let selected {
            project = self.project
            for name in selected { if let service = update.project.services[name] { project.services[name] = service } }
        }
        for name in selected ?? Set(order) { records[name]?.environment = update.project.environment }
        let graph: ServiceGraph
        do { graph = try ServiceGraph(services: project.services.values) } catch {
            let text = error.diagnostics.map(\.message).joined(separator: "\n")
            throw SupervisorError(.invalidProject, text, remedy: "the stack is unchanged; fix the file and try again")
        }
        if selected == nil {
            for name in update.removed { remove(name) }
        }
        for service in project.services.values {
            let present = records[service.name]?.service
            if present == nil {
                records[service.name] = ServiceRecord(
                    service: service,
                    environment: update.project.environment,
                    tuning: dependencies.tuning,
                    bindings: Launch.Binding.settled(of: service, freePort: dependencies.freePort)
                )
            } else if present != service, selected?.contains(service.name) ?? true {
                // Also where that changes nothing of what runs, as a place to run is for one at rest.
                redefine(service)
            }
        }
        adopt(project, graph: graph)
        addresses = AddressBook()
        for name in order {
            guard let record = records[name] else { continue }
            addresses.record(record.service, bindings: record.bindings, kind: expectedKind(of: record))
        }
    }

    func tellRuntimesOfTheProject() async {
        for runtime in dependencies.runtimes { await runtime.projectChanged(project) }
    }

    private func redefine(_ service: Service) {
        guard let record = records[service.name] else { return }
        // A port that was chosen freely stays the same as long as the file asks for the same.
        if record.service.ports != service.ports {
            records[service.name]?.bindings = Launch.Binding.settled(of: service, freePort: dependencies.freePort)
        }
        records[service.name]?.service = service
        records[service.name]?.machine = ServiceStateMachine(
            policy: ServicePolicy(service, tuning: dependencies.tuning),
            continuing: record.machine
        )
    }

    private func remove(_ name: String) {
        guard records[name] != nil else { return }
        dropHeldRestart(of: name)
        request(.stopRequested, for: name, because: "it is no longer in the Compose file")
        Task {
            await self.waitForRest(of: [name])
            await self.forget(name)
        }
    }

    private func forget(_ name: String) async {
        for runtime in dependencies.runtimes { await runtime.remove(service: name) }
        guard project.services[name] == nil, let record = records.removeValue(forKey: name) else { return }
        var tasks = record.tasks
        tasks.cancelAll()
        publish(.removed(service: name))
    }
}
