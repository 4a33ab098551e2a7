import LogAnalysis

/// The possible completions of the last word of a command line. Pure: dynamic values such as services are returned as
/// kinds, and ``CompletionValues`` looks up their names.
struct CompletionRequest: Equatable {
    struct Candidate: Equatable {
        var word: String
        var meaning: String?

        init(_ word: String, _ meaning: String? = nil) {
            self.word = word
            self.meaning = meaning
        }
    }

    /// Values that only the stack knows, or that the shell completes itself.
    enum Values: Equatable {
        case services
        /// A service name followed by an equals sign.
        case assignedServices
        case firms
        case snapshots
        case environments
        /// The environments that have an overlay of the Compose file.
        case overlays
        case profiles
        case workflows
        case files
        case folders
    }

    /// Candidates known from the command tree.
    var candidates: [Candidate] = []
    /// Kinds of values to look up.
    var values: [Values] = []
    /// The part of the word before the value, such as `--level=`.
    var prefix = ""
    /// Words already on the command line, which are not offered again.
    var used: Set<String> = []
    /// The project options on the command line, in their long form.
    var projectWords: [String] = []

    /// - Parameter words: the words after the program name, up to the cursor. The last one, possibly empty, is the one
    ///   to complete.
    init(_ words: [String], in tree: CommandTree) {
        var command = tree.command
        var path: [String] = []
        var positionals: [String] = []
        var rest = words.dropLast()[...]
        var awaiting: CommandTree.Argument?
        var isTerminated = false
        while let word = rest.popFirst() {
            if path.isEmpty, let long = ArgumentHoisting.options[word] {
                guard let value = rest.popFirst() else {
                    awaiting = Self.projectArgument(long, tree)
                    break
                }
                projectWords += [long, value]
            } else if word == "--", !isTerminated {
                isTerminated = true
            } else if !isTerminated, word.hasPrefix("-"), word != "-" {
                used.insert(word)
                guard let option = command.option(word), option.kind == .option else { continue }
                guard let value = rest.popFirst() else {
                    awaiting = option
                    break
                }
                if let long = ArgumentHoisting.options["--" + option.label] { projectWords += [long, value] }
            } else if positionals.isEmpty, let next = command.subcommand(word), next.shouldDisplay {
                command = next
                path.append(word)
            } else if path.isEmpty {
                return
            } else {
                positionals.append(word)
                used.insert(word)
            }
        }
        let current = words.last ?? ""
        if let awaiting {
            offerValues(of: awaiting, path)
            return
        }
        if !isTerminated, current.hasPrefix("--"), let equals = current.firstIndex(of: "="),
            let option = command.option(String(current[..<equals])), option.kind == .option
        {
            prefix = String(current[...equals])
            offerValues(of: option, path)
            return
        }
        if !isTerminated, current.hasPrefix("-") {
            if path.isEmpty { offerOptions(of: Self.projectArguments(tree)) }
            offerOptions(of: command.allArguments)
            return
        }
        if positionals.isEmpty {
            for next in command.subcommands ?? [] where next.shouldDisplay {
                candidates.append(Candidate(next.commandName, next.abstract))
            }
        }
        if isTerminated, path == ["with"] {
            values.append(.files)
            return
        }
        let places = command.allArguments.filter { $0.kind == .positional }
        guard
            let place = positionals.count < places.count ? places[positionals.count] : places.last(where: \.isRepeating)
        else { return }
        offerValues(of: place, path)
    }

    // MARK: Candidates

    private mutating func offerOptions(of arguments: [CommandTree.Argument]) {
        for argument in arguments where argument.shouldDisplay && argument.kind != .positional {
            let names = (argument.names ?? []).map(\.text)
            guard argument.isRepeating || used.isDisjoint(with: names),
                let name = names.first(where: { $0.hasPrefix("--") })
            else { continue }
            candidates.append(Candidate(name, argument.abstract))
        }
    }

    private mutating func offerValues(of argument: CommandTree.Argument, _ path: [String]) {
        if let choices = argument.allValues, !choices.isEmpty {
            candidates += choices.map { Candidate($0) }
            return
        }
        let runtimes = ["docker", "native", "auto"].map { Candidate($0) }
        switch (argument.kind, argument.label, path.last) {
        case (_, "level", _): candidates += LogLevel.allCases.map { Candidate($0.rawValue) }
        case (_, "stream", _): candidates += LogStream.allCases.map { Candidate($0.rawValue) }
        // Those of another database.
        case (_, "firm", "pull"): break
        case (_, "firm", _): values.append(.firms)
        case (_, "rules", "pull"), (_, "dump", "pull"): values.append(.files)
        case (_, "store", _):
            candidates += ["postgres", "redis", "s3", "typesense", "temporal"].map { Candidate($0) }
        case (_, "profile", _): values.append(.profiles)
        case (_, "environment", _): values.append(.overlays)
        case (.option, "format", "graph"):
            candidates += ["tree", "dot", "mermaid", "json"].map { Candidate($0) }
        case (_, "file", _), (_, "env-file", _), (_, "output", _), (_, "write", _): values.append(.files)
        case (.option, "seed", "with"):
            candidates += ["none", "fixtures", "demo"].map { Candidate($0) }
            values.append(.files)
        case (.option, "ports", _): candidates += ["fixed", "auto"].map { Candidate($0) }
        case (_, "project-directory", _), (_, "workdir", _), (_, "artifacts", _): values.append(.folders)
        case (.option, "runtime", "compose"), (.positional, "runtime", _): candidates += runtimes
        case (.option, "runtime", "run"): candidates += ["docker", "native"].map { Candidate($0) }
        case (.option, "runtime", _):
            candidates += runtimes
            values.append(.assignedServices)
        case (.option, "scale", "up"): values.append(.assignedServices)
        case (.option, "services", "compose"): values.append(.services)
        // This service belongs to the other project.
        case (.positional, "service", "compose"): break
        // Those of a run are its jobs.
        case (.positional, "services", _) where path == ["ci", "logs"]: break
        case (.positional, "services", _), (.positional, "service", _): values.append(.services)
        case (.positional, "workflow", _), (.positional, "workflows", _):
            values.append(.workflows)
            values.append(.files)
        case (.positional, "name", "restore"), (.positional, "name", "delete"): values.append(.snapshots)
        case (.positional, "names", "environments"), (.positional, "name", "pull"): values.append(.environments)
        case (.positional, "command", _): values.append(.files)
        default: break
        }
    }

    // MARK: Project options

    private static func projectArguments(_ tree: CommandTree) -> [CommandTree.Argument] {
        let known = tree.command.subcommand("up")?.allArguments ?? []
        return known.filter { ArgumentHoisting.options["--" + $0.label] != nil }
    }

    private static func projectArgument(_ long: String, _ tree: CommandTree) -> CommandTree.Argument? {
        projectArguments(tree).first { "--" + $0.label == long }
    }
}
