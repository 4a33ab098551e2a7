package import ComposeModel
import Diagnostics
import OrderedCollections
import Runtime
import ServiceGraph

/// What became of a command.
package struct CommandOutcome: Hashable, Sendable {
    /// The services that it concerns, in start order.
    package var services: [String]
    /// What changed in the Compose file since it was last read.
    package var changes: [String]
    /// The state at this number, and later, shows the command's consequences.
    package var sequence: UInt64
    /// Whether the profile of a start measures what the command began.
    package var isProfiled = false
}

extension Supervisor {
    /// Starts the services and what they need; those whose definition changed are restarted.
    /// - Parameters:
    ///   - names: empty for all.
    ///   - runtimes: where services are to run from now on; nil leaves what was chosen before.
    ///   - scales: how many of these services are to run from now on; of others, as many as before.
    ///   - reloading: whether to read the files again first.
    package func up(
        _ names: [String],
        runtimes: RuntimeChoices? = nil,
        scales: [String: Int] = [:],
        reloading: Bool
    ) async throws(SupervisorError) -> CommandOutcome {
        try await up(names, runtimes: runtimes, scales: scales, reloading: reloading, redefining: nil)
    }

    /// - Parameter redefined: the services whose definition is read again; nil for all, with those that are new or gone.
    func up(
        _ names: [String],
        runtimes: RuntimeChoices?,
        scales: [String: Int] = [:],
        reloading: Bool,
        redefining redefined: Set<String>?
    ) async throws(SupervisorError) -> CommandOutcome {
        if let runtimes { try refuseUnknown(runtimes.services.keys.sorted()) }
        var changes: [String] = []
        var changed: Set<String> = []
        if reloading {
            let update = try await transaction { () throws(SupervisorError) in
                let (choices, scales) = self.wanted(runtimes, scales)
                let update = try await self.readAgain(choices, scales)
                if let runtimes { try await self.refuseMoves(by: runtimes, to: update.project) }
                return update
            } commit: { (update) throws(SupervisorError) in
                try self.apply(update, only: redefined)
                (self.runtimeChoices, self.scales) = self.wanted(runtimes, scales)
            }
            changes = redefined.map(update.lines(of:)) ?? update.lines
            changed = redefined.map(update.changed.intersection) ?? update.changed
            await tellRuntimesOfTheProject()
        } else {
            try refuseWhileShuttingDown()
            (runtimeChoices, self.scales) = wanted(runtimes, scales)
        }
        let selected = try select(names)
        let named = Set(try known(names))
        // docker compose runs a job again at each `up`, for want of knowing that it succeeded. Here that is known, and an
        // `up` of what is up is to change nothing: a migration beside its running dependents least of all.
        let done = selected.filter {
            records[$0]?.machine.state == .completed && !changed.contains($0) && !named.contains($0)
        }
        let wanted = selected.filter { !done.contains($0) }
        let beginning = wanted.filter { records[$0].map(\.isAtRest) ?? false || changed.contains($0) }
        try refuseHanging(selected)
        try await refuseTakenPorts(of: beginning.filter { records[$0]?.isAtRest == true })
        let isProfiled = measureStart(of: selected, beginning: Set(beginning))
        let restarted = wanted.filter { changed.contains($0) && records[$0]?.isAtRest == false }
        let following = followers(of: restarted)
        changes += following.map { "\($0): restarts with what it follows" }
        restartInOrder(restarted + following, because: "its definition changed")
        for name in wanted where !restarted.contains(name) { handle(.startRequested, for: name) }
        finishProfileIfReady()
        return CommandOutcome(services: selected, changes: changes, sequence: lastSequence, isProfiled: isProfiled)
    }

    /// What holds once a command's choices are added to those of before.
    private func wanted(_ runtimes: RuntimeChoices?, _ scales: [String: Int]) -> (RuntimeChoices, [String: Int]) {
        (runtimes?.over(runtimeChoices) ?? runtimeChoices, self.scales.merging(scales) { $1 })
    }

    /// Starts the services and what they need, those that do not run under their present definition in the files.
    package func start(_ names: [String]) async throws(SupervisorError) -> CommandOutcome {
        var resting: Set<String> = []
        let update = try await transaction { () throws(SupervisorError) in
            try await self.readAgain(self.runtimeChoices, self.scales)
        } commit: { (update) throws(SupervisorError) in
            resting = Set(try self.select(names).filter { self.records[$0]?.isAtRest == true })
            try self.apply(update, only: resting)
        }
        await tellRuntimesOfTheProject()
        var outcome = try await up(names, reloading: false)
        outcome.changes = update.lines(of: resting) + outcome.changes
        return outcome
    }

    /// Stops the services, those that need others first. Returns when that has begun.
    package func stop(_ names: [String]) throws(SupervisorError) -> CommandOutcome {
        try refuseWhileShuttingDown()
        let selected = names.isEmpty ? graph.names : try known(names)
        Task { await self.stopInOrder(selected, because: "asked to stop") }
        return CommandOutcome(services: selected, changes: [], sequence: lastSequence)
    }

    /// Restarts the services under their present definition in the files, and those that asked to follow them
    /// (`depends_on: {restart: true}`). Returns when that has begun.
    package func restart(_ names: [String]) async throws(SupervisorError) -> CommandOutcome {
        var requested: [String] = []
        let update = try await transaction { () throws(SupervisorError) in
            try await self.readAgain(self.runtimeChoices, self.scales)
        } commit: { (update) throws(SupervisorError) in
            requested = names.isEmpty ? self.graph.names : try self.known(names)
            // The others keep their definition until they are themselves restarted, or `up` is asked for.
            try self.apply(update, only: Set(requested))
        }
        await tellRuntimesOfTheProject()
        let selected = requested + followers(of: requested)
        try refuseHanging(selected)
        restartInOrder(selected, because: "asked to restart")
        let lines = update.lines(of: Set(requested))
        return CommandOutcome(services: selected, changes: lines, sequence: lastSequence)
    }

    /// Stops services, each as soon as none of them needs it any more, and waits for all of them. Those that will not
    /// start again, with `removing`, leave nothing in their runtime.
    func stopInOrder(_ names: some Sequence<String>, removing: Bool = false, because reason: String) async {
        let selected = Set(names)
        await withTaskGroup { group in
            for name in selected {
                let dependents = graph.dependentsClosure(of: name).filter(selected.contains)
                group.addTask { await self.stop(name, after: dependents, removing: removing, because: reason) }
            }
        }
    }

    private func stop(_ name: String, after dependents: [String], removing: Bool, because reason: String) async {
        dropHeldRestart(of: name)
        await waitForRest(of: dependents)
        request(.stopRequested, for: name, because: reason)
        await waitForRest(of: [name])
        if removing { await runtime(of: name)?.remove(service: name) }
    }

    // MARK: Selecting

    private func select(_ names: [String]) throws(SupervisorError) -> [String] {
        names.isEmpty ? graph.names : graph.selection(try known(names))
    }

    private func known(_ names: [String]) throws(SupervisorError) -> [String] {
        try refuseUnknown(names)
        return names.flatMap(replicas)
    }

    /// A service by its name means all of its replicas, and a replica by its own just that.
    func replicas(of name: String) -> [String] {
        order.filter { records[$0]?.service.name == name || records[$0]?.service.family == name }
    }

    /// Throws ``SupervisorError``, `unknownService` with the nearest name, for the first that is no service's.
    package func refuseUnknown(_ names: [String]) throws(SupervisorError) {
        for name in names where records[name] == nil {
            if let profiles = project.inactiveServices[name] {
                throw SupervisorError(
                    .unknownService,
                    "service '\(name)' belongs to a profile that is not active",
                    remedy: "start the stack with --profile \(profiles.first ?? name)"
                )
            }
            let nearest = nearestName(to: name, in: order).map { "did you mean '\($0)'?" }
            throw SupervisorError(
                .unknownService,
                "no service '\(name)' in project '\(project.name)'",
                remedy: nearest ?? "the services are: \(order.joined(separator: ", "))"
            )
        }
    }

    func refuseWhileShuttingDown() throws(SupervisorError) {
        guard isShuttingDown else { return }
        throw SupervisorError(.shuttingDown, "the stack is being stopped", remedy: "wait for it, then run cpadev up")
    }

    private func refuseHanging(_ names: [String]) throws(SupervisorError) {
        let hanging = names.compactMap { name in
            records[name].flatMap { $0.machine.hangs ? $0.machine.pid : nil }.map { "pid \($0) of \(name)" }
        }
        guard !hanging.isEmpty else { return }
        throw SupervisorError(
            .processHangs,
            "\(hanging.joined(separator: ", ")) did not end after SIGKILL; a second one beside it would do harm",
            remedy: "it hangs inside the kernel, often on a dead network file system; try again once it is gone"
        )
    }

    private func refuseTakenPorts(of names: [String]) async throws(SupervisorError) {
        var taken: [String] = []
        for name in names {
            // The port of a service without a process is its provider's to hold.
            if let provider = records[name]?.provider, records[provider]?.isAtRest == false { continue }
            for binding in records[name]?.bindings ?? [] {
                guard let holder = await portHolder(binding, against: name) else { continue }
                taken.append("port \(binding.published) of \(name) is taken by \(holder)")
            }
        }
        guard !taken.isEmpty else { return }
        throw SupervisorError(
            .portTaken,
            taken.joined(separator: "\n"),
            remedy: "end that process, or choose another port in .env (see .env.example)"
        )
    }
}
