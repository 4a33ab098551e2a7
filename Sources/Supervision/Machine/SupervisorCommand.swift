import ComposeModel
import Diagnostics
import OrderedCollections
import Runtime
import ServiceGraph

/// A command to the stack.
///
/// A command is a transaction. ``StackMachine/reading(for:)`` begins it, the runner gathers what it must know, and
/// ``StackMachine/commit(_:_:)`` carries it out in one go. Nothing is written before, so a refused command changes nothing,
/// and two commands at once have the result of one after the other.
enum SupervisorCommand: Hashable, Sendable {
    /// Start services, everything if none are named, and their dependencies.
    case up([String], runtimes: RuntimeOverrides?, scales: [String: Int], reloading: Bool)
    case start([String])
    case stop([String])
    case restart([String])
    case switchRuntime(String, RuntimePreference)
}

/// The result of a command.
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

extension StackMachine {
    /// With what the files must be read for a command.
    struct Reading: Sendable {
        var choices: RuntimeOverrides
        var scales: [String: Int]
    }

    /// A service that a command would move, and that its new runtime must be able to run.
    struct MoveQuestion: Sendable {
        var service: String
        var kind: RuntimeKind
        var launch: Launch
    }

    // MARK: Begin

    /// What a command needs of the files; nil if it needs nothing.
    func reading(for command: SupervisorCommand) throws(SupervisorError) -> Reading? {
        try refuseWhileShuttingDown()
        switch command {
        case .up(_, let runtimes, let scales, let reloading):
            if let runtimes { try refuseUnknown(runtimes.services.keys.sorted()) }
            return reloading ? Reading(choices: wanted(runtimes), scales: self.scales.merging(scales) { $1 }) : nil
        case .start, .restart:
            return Reading(choices: choices, scales: scales)
        case .switchRuntime(let name, let preference):
            let move = try move(of: name, to: preference)
            return move.isNeeded ? Reading(choices: wanted(move.choices), scales: scales) : nil
        case .stop:
            return nil
        }
    }

    /// The moves that a command would make, to be asked of the runtimes. Throws `runtimeRefused` for one that cannot be.
    func moveQuestions(
        of command: SupervisorCommand,
        _ project: Project
    ) throws(SupervisorError) -> [MoveQuestion] {
        let choices: RuntimeOverrides
        switch command {
        case .up(_, let runtimes?, _, _): choices = runtimes
        case .switchRuntime(let name, let preference): choices = try move(of: name, to: preference).choices
        case .up, .start, .stop, .restart: return []
        }
        var questions: [MoveQuestion] = []
        for service in project.services.values {
            guard let entry = services[service.name], let kind = wantedKind(of: service, in: project),
                entry.placement.kind != kind
            else { continue }
            let isNamed = choices.services[service.name] != nil || choices.services[service.family] != nil
            guard isNamed || moves(entry, to: service, in: project) else { continue }
            if kind == .native, let provider = service.settings.providedBy?.service {
                let providerKind = project.services[provider].flatMap { wantedKind(of: $0, in: project) }
                guard (providerKind ?? services[provider]?.placement.kind) == .docker else { continue }
                if service.settings.native == nil {
                    throw refusal(service.name, kind, Refusal(providedByContainer: provider))
                }
            }
            var launch = launch(service.name, entry.machine.generation)
            launch.environment = [:]
            questions.append(MoveQuestion(service: service.name, kind: kind, launch: launch))
        }
        return questions
    }

    func refusal(_ name: String, _ kind: RuntimeKind, _ refusal: Refusal) -> SupervisorError {
        SupervisorError(
            .runtimeRefused,
            "\(name) cannot run as \(kind.rawValue): \(refusal.reason)",
            remedy: refusal.remedy ?? "it keeps running as it is"
        )
    }

    /// The ports that must be free for a command, with the services that will bind them. Throws `portTaken` if two services
    /// would bind one. A running service that restarts has its ports already.
    func portQuestions(
        of command: SupervisorCommand,
        _ update: Update?
    ) throws(SupervisorError) -> [(service: String, binding: Launch.Binding)] {
        var trial = self
        let changed = try trial.redefine(for: command, update)
        let beginning: [String]
        switch command {
        case .up(let names, _, _, _), .start(let names): beginning = try trial.selection(names, changed).beginning
        case .switchRuntime(let name, let preference):
            beginning = try trial.selection(try move(of: name, to: preference).group, changed).beginning
        case .restart(let names): beginning = names.isEmpty ? trial.graph.names : try trial.known(names)
        case .stop: return []
        }
        let questions = beginning.flatMap { name -> [(service: String, binding: Launch.Binding)] in
            guard let entry = trial.services[name] else { return [] }
            // The provider holds the port of a service without a process.
            if let provider = entry.provider, trial.services[provider]?.isAtRest == false { return [] }
            return entry.bindings.map { (name, $0) }
        }
        try trial.refuseSharedPorts(questions, beginning: Set(beginning))
        let held = order.flatMap { services[$0]?.isAtRest == false ? services[$0]?.launched?.bindings ?? [] : [] }
        return questions.filter { question in
            !held.contains { ($0.host, $0.published) == (question.binding.host, question.binding.published) }
        }
    }

    // MARK: Commit

    /// Carries a command out: all of it, or, if it throws, nothing.
    /// - Parameter update: the files as they were read for ``reading(for:)``; nil if that asked for nothing.
    mutating func commit(_ command: SupervisorCommand, _ update: Update?) throws(SupervisorError) -> CommandOutcome {
        var next = self
        let outcome = try next.carryOut(command, update)
        self = next
        return outcome
    }

    private mutating func carryOut(
        _ command: SupervisorCommand,
        _ update: Update?
    ) throws(SupervisorError) -> CommandOutcome {
        try refuseWhileShuttingDown()
        revision += 1
        let selectedBefore = try affected(by: command)
        let changed = try redefine(for: command, update)
        let lines = selectedBefore.map { update?.lines(of: $0) ?? [] } ?? update?.lines ?? []
        switch command {
        case .up(let names, _, _, _):
            return try begin(names, changed, lines)
        case .start(let names):
            return try begin(names, [], lines)
        case .stop(let names):
            let selected = names.isEmpty ? graph.names : try known(names)
            stopInOrder(selected, because: "asked to stop")
            return outcome(selected)
        case .restart(let names):
            let requested = names.isEmpty ? graph.names : try known(names)
            let selected = requested + followers(of: requested)
            try refuseHanging(selected)
            restartInOrder(selected, because: "asked to restart")
            return outcome(selected, lines)
        case .switchRuntime(let name, let preference):
            guard update != nil else { return outcome([name], ["\(name) runs there already"]) }
            let move = try move(of: name, to: preference)
            return try begin(move.group, changed, move.notices + lines)
        }
    }

    private func outcome(_ names: [String], _ changes: [String] = [], isProfiled: Bool = false) -> CommandOutcome {
        CommandOutcome(services: names, changes: changes, sequence: journal.lastSequence, isProfiled: isProfiled)
    }

    /// The services whose definition a command reads again; nil for all, with those that are new or gone.
    private func affected(by command: SupervisorCommand) throws(SupervisorError) -> Set<String>? {
        switch command {
        case .up: return nil
        case .stop: return []
        case .start(let names): return Set(try select(names).filter { services[$0]?.isAtRest == true })
        // The others keep their definition until they are restarted themselves, or by `up`.
        case .restart(let names): return Set(names.isEmpty ? graph.names : try known(names))
        case .switchRuntime(let name, let preference): return Set(try move(of: name, to: preference).group)
        }
    }

    /// Puts the definitions and choices of a command in force.
    /// - Returns: the services that changed.
    private mutating func redefine(
        for command: SupervisorCommand,
        _ update: Update?
    ) throws(SupervisorError) -> Set<String> {
        let selected = try affected(by: command)
        var wanted = choices
        switch command {
        case .up(_, let runtimes, let scales, _):
            wanted = self.wanted(runtimes)
            self.scales.merge(scales) { $1 }
        case .switchRuntime(let name, let preference):
            if update != nil { wanted = self.wanted(try move(of: name, to: preference).choices) }
        case .start, .stop, .restart: break
        }
        choices = wanted
        guard let update else { return [] }
        try apply(update, only: selected)
        return selected.map(update.changed.intersection) ?? update.changed
    }

    private func wanted(_ runtimes: RuntimeOverrides?) -> RuntimeOverrides { runtimes?.over(choices) ?? choices }

    // MARK: Starting

    /// The services of a start.
    struct Selection {
        /// All that it concerns, in start order.
        var all: [String]
        /// Those of them that are to run. A completed job is not run again unless it changed or was named: unlike
        /// docker compose, which would run a migration again under its running dependents at each `up`.
        var wanted: [String]
        /// Those of them that do not run yet, or are restarted.
        var beginning: [String]
    }

    private func selection(_ names: [String], _ changed: Set<String>) throws(SupervisorError) -> Selection {
        let all = try select(names)
        let named = Set(try known(names))
        let wanted = all.filter {
            services[$0]?.machine.state != .completed || changed.contains($0) || named.contains($0)
        }
        try refuseHanging(all)
        let beginning = wanted.filter { services[$0]?.isAtRest == true || changed.contains($0) }
        return Selection(all: all, wanted: wanted, beginning: beginning)
    }

    /// Starts services, and restarts those that changed.
    private mutating func begin(
        _ names: [String],
        _ changed: Set<String>,
        _ lines: [String]
    ) throws(SupervisorError) -> CommandOutcome {
        let start = try selection(names, changed)
        let isProfiled = measureStart(of: start.all, beginning: Set(start.beginning))
        cancelStops(of: Set(start.wanted))
        let restarted = start.wanted.filter { changed.contains($0) && services[$0]?.isAtRest == false }
        let following = followers(of: restarted)
        restartInOrder(restarted + following, because: "its definition changed")
        for name in start.wanted where !restarted.contains(name) { handle(.startRequested, for: name) }
        finishProfileIfReady()
        let changes = lines + following.map { "\($0): restarts with what it follows" }
        return outcome(start.all, changes, isProfiled: isProfiled)
    }

    // MARK: Moving

    /// A move of a service to another runtime.
    private struct Move {
        /// The service's replicas, and the services that move with it.
        var group: [String]
        var choices: RuntimeOverrides
        var notices: [String] = []
        /// Whether it does not run there already.
        var isNeeded = true
    }

    private func move(of name: String, to preference: RuntimePreference) throws(SupervisorError) -> Move {
        try refuseUnknown([name])
        let members = replicas(of: name)
        // A service without a process of its own moves with its provider.
        let provided = order.filter { other in
            guard let settings = services[other]?.service.settings, settings.native == nil else { return false }
            return settings.providedBy.map { members.contains($0.service) } ?? false
        }
        var move = Move(group: members + provided, choices: RuntimeOverrides())
        for member in move.group { move.choices.services[member] = preference }
        let kind = RuntimeKind(preference)
        if let kind {
            move.isNeeded = !members.allSatisfy {
                services[$0]?.placement.kind == kind && services[$0]?.isAtRest == false
            }
        }
        guard let entry = services[name], let before = entry.placement.kind else { return move }
        if kind == nil, entry.launched != nil {
            move.notices.append(
                "\(name) stays \(before.rawValue): with auto a service stays where it has run, as its data does"
            )
        } else if let kind, kind != before, entry.service.volumes.contains(where: \.keepsData) {
            let (here, there) =
                before == .native ? ("in its data folder", "its volumes") : ("in its volumes", "its data folder")
            move.notices.append(
                "\(name): its data does not move along: it stays \(here); from now on \(name) uses what \(there) hold"
            )
        }
        return move
    }

    // MARK: Selecting and refusing

    private func select(_ names: [String]) throws(SupervisorError) -> [String] {
        names.isEmpty ? graph.names : graph.selection(try known(names))
    }

    private func known(_ names: [String]) throws(SupervisorError) -> [String] {
        try refuseUnknown(names)
        return names.flatMap(replicas)
    }

    /// Returns the replicas of a name: all of them for a service's name in the file, one for a replica's own name.
    func replicas(of name: String) -> [String] {
        order.filter { services[$0]?.service.name == name || services[$0]?.service.family == name }
    }

    /// Throws `unknownService`, with the nearest name, for the first name that is no service's.
    func refuseUnknown(_ names: [String]) throws(SupervisorError) {
        for name in names where services[name] == nil {
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
        let hanging = names.compactMap { name -> String? in
            guard let machine = services[name]?.machine, machine.hangs, let pid = machine.pid else { return nil }
            return "pid \(pid) of \(name)"
        }
        guard !hanging.isEmpty else { return }
        throw SupervisorError(
            .processHangs,
            "\(hanging.joined(separator: ", ")) did not end after SIGKILL; a second one beside it would do harm",
            remedy: "it hangs inside the kernel, often on a dead network file system; try again once it is gone"
        )
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
