import LogAnalysis

/// What a shell could put in place of the last word of a command line. Pure: where a value is a service or the like, it
/// says so, and ``CompletionValues`` finds the names.
struct CompletionRequest: Equatable {
    /// A word that may be put there, and what it means.
    struct Candidate: Equatable {
        var word: String
        var meaning: String?

        init(_ word: String, _ meaning: String? = nil) {
            self.word = word
            self.meaning = meaning
        }
    }

    /// Names that only the stack knows, or that the shell completes by itself.
    enum Values: Equatable {
        case services
        /// A service and an equals sign.
        case assignedServices
        case firms
        case snapshots
        case profiles
        case files
        case folders
    }

    /// Words that are known already.
    var candidates: [Candidate] = []
    /// More of them.
    var values: [Values] = []
    /// What stands before the value within the same word, such as `--level=`.
    var prefix = ""
    /// Words that are there already and are not offered again.
    var used: Set<String> = []
    /// The words of options that choose the project, in their long form.
    var projectWords: [String] = []

    private static let projectOptions = [
        "-f": "--file", "--file": "--file", "-p": "--project-name", "--project-name": "--project-name",
        "--project-directory": "--project-directory", "--env-file": "--env-file", "--profile": "--profile",
    ]

    /// - Parameter words: what stands behind the program's name, up to the cursor; the last one, perhaps empty, is the one
    ///   to be completed.
    init(_ words: [String], in tree: CommandTree) {
        var command = tree.command
        var path: [String] = []
        var positionals: [String] = []
        var rest = words.dropLast()[...]
        var awaiting: CommandTree.Argument?
        var isTerminated = false
        while let word = rest.popFirst() {
            if path.isEmpty, let long = Self.projectOptions[word] {
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
                if let long = Self.projectOptions["--" + option.label] { projectWords += [long, value] }
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
        let places = command.allArguments.filter { $0.kind == .positional }
        guard
            let place = positionals.count < places.count ? places[positionals.count] : places.last(where: \.isRepeating)
        else { return }
        offerValues(of: place, path)
    }

    // MARK: What is offered

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
        case (_, "firm", _): values.append(.firms)
        case (_, "store", _):
            candidates += ["postgres", "redis", "s3", "typesense", "temporal"].map { Candidate($0) }
        case (_, "profile", _): values.append(.profiles)
        case (.option, "format", "graph"):
            candidates += ["tree", "dot", "mermaid", "json"].map { Candidate($0) }
        case (_, "file", _), (_, "env-file", _), (_, "output", _): values.append(.files)
        case (_, "project-directory", _), (_, "workdir", _): values.append(.folders)
        case (.option, "runtime", "compose"), (.positional, "runtime", _): candidates += runtimes
        case (.option, "runtime", _):
            candidates += runtimes
            values.append(.assignedServices)
        case (.option, "scale", "up"): values.append(.assignedServices)
        case (.option, "services", "compose"): values.append(.services)
        // That is the other project's.
        case (.positional, "service", "compose"): break
        case (.positional, "services", _), (.positional, "service", _): values.append(.services)
        case (.positional, "name", "restore"), (.positional, "name", "delete"): values.append(.snapshots)
        case (.positional, "command", _): values.append(.files)
        default: break
        }
    }

    // MARK: Options that choose the project

    private static func projectArguments(_ tree: CommandTree) -> [CommandTree.Argument] {
        let known = tree.command.subcommand("up")?.allArguments ?? []
        return known.filter { projectOptions["--" + $0.label] != nil }
    }

    private static func projectArgument(_ long: String, _ tree: CommandTree) -> CommandTree.Argument? {
        projectArguments(tree).first { "--" + $0.label == long }
    }
}
