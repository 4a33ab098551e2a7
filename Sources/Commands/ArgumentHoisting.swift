/// Reorders arguments for the parser: moves project options from before the subcommand to behind it, and inserts `--`
/// before the command of `exec`, and an option in place of that before the command of `with`.
///
/// In `docker compose -f x logs -f`, only the position distinguishes the option for the file from that for following. So
/// does it in `cpadev --environment demo config --environment`, whose flag is Docker Compose's.
enum ArgumentHoisting {
    /// The project options, with their long forms.
    static let options = [
        "-f": "--file", "--file": "--file", "-p": "--project-name", "--project-name": "--project-name",
        "--project-directory": "--project-directory", "--env-file": "--env-file", "--profile": "--profile",
        "--environment": "--environment",
    ]

    /// The options of `exec` that take a value.
    private static let execOptions: Set<String> = ["-e", "--env", "-u", "--user", "-w", "--workdir", "--index"]

    /// The flag of `config` that Docker Compose calls `--environment`.
    static let variablesFlag = "variables"

    private static let groups: Set<String> = ["alerts", "ci", "seed", "snapshot"]

    /// Whether an argument is a project option, with or without `=value`.
    static func isProjectOption(_ argument: String) -> Bool {
        options[String(argument.prefix { $0 != "=" })] != nil
    }

    /// Whether the words that follow belong to an inner command.
    static func startsCommand(_ argument: String) -> Bool { argument == "--" || argument == "--\(commandOption)" }

    static func hoist(_ arguments: [String]) -> [String] {
        separatingCommand(hoistingOptions(renamingFlag(arguments)))
    }

    private static func renamingFlag(_ arguments: [String]) -> [String] {
        var command = arguments.startIndex
        while command < arguments.count, isProjectOption(arguments[command]) {
            command += arguments[command].contains("=") ? 1 : 2
        }
        guard command < arguments.count, arguments[command] == "config" else { return arguments }
        return arguments[...command]
            + arguments[(command + 1)...].map { $0 == "--environment" ? "--\(variablesFlag)" : $0 }
    }

    /// The option of `with` that takes the words behind `--`.
    static let commandOption = "command-words"

    /// Inserts `--` after the service, so that in `exec SERVICE COMMAND -x` the option belongs to the command.
    private static func separatingCommand(_ arguments: [String]) -> [String] {
        if arguments.first == "with", let end = arguments.firstIndex(of: "--"), end + 1 < arguments.count {
            return arguments[..<end] + ["--\(commandOption)"] + arguments[(end + 1)...]
        }
        guard arguments.first == "exec" else { return arguments }
        var index = 1
        while index < arguments.count, arguments[index].hasPrefix("-"), arguments[index] != "--" {
            let takesValue = execOptions.contains(arguments[index]) || options[arguments[index]] != nil
            index += takesValue ? 2 : 1
        }
        let command = index + 1
        guard command < arguments.count, arguments[index] != "--", arguments[command] != "--" else { return arguments }
        return arguments[..<command] + ["--"] + arguments[command...]
    }

    private static func hoistingOptions(_ arguments: [String]) -> [String] {
        var hoisted: [String] = []
        var rest = arguments[...]
        while let first = rest.first {
            if let long = options[first], rest.count > 1 {
                hoisted += [long, rest[rest.startIndex + 1]]
                rest = rest.dropFirst(2)
            } else if let equals = first.firstIndex(of: "="), let long = options[String(first[..<equals])] {
                hoisted.append("\(long)=\(first[first.index(after: equals)...])")
                rest = rest.dropFirst()
            } else {
                break
            }
        }
        guard !hoisted.isEmpty, let command = rest.first, !command.hasPrefix("-") else { return arguments }
        // The options go behind the subcommand of a group, which would otherwise parse them itself.
        let words = groups.contains(command) ? rest.prefix { !$0.hasPrefix("-") }.prefix(2) : rest.prefix(1)
        return words + hoisted + rest.dropFirst(words.count)
    }
}
