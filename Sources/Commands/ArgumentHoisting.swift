/// Puts arguments where the parser takes them: the project's options from before the subcommand behind it, and `--`
/// before the command of an `exec`.
///
/// `docker compose -f x logs -f` has the same letter for the file and for following; only the place tells them apart.
enum ArgumentHoisting {
    private static let options = [
        "-f": "--file", "--file": "--file", "-p": "--project-name", "--project-name": "--project-name",
        "--project-directory": "--project-directory", "--env-file": "--env-file", "--profile": "--profile",
    ]

    /// Options of `exec` with a value.
    private static let execOptions: Set<String> = ["-e", "--env", "-u", "--user", "-w", "--workdir", "--index"]

    /// Commands that have commands of their own.
    private static let groups: Set<String> = ["seed", "snapshot"]

    /// Whether an argument is one of the project's options, with its value or without.
    static func isProjectOption(_ argument: String) -> Bool {
        options[String(argument.prefix { $0 != "=" })] != nil
    }

    static func hoist(_ arguments: [String]) -> [String] { separatingCommand(hoistingOptions(arguments)) }

    /// What stands behind the service in `exec SERVICE COMMAND -x` is the command's, also where no `--` says so.
    private static func separatingCommand(_ arguments: [String]) -> [String] {
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
        // A command with commands of its own parses what stands before theirs itself.
        let words = groups.contains(command) ? rest.prefix { !$0.hasPrefix("-") }.prefix(2) : rest.prefix(1)
        return words + hoisted + rest.dropFirst(words.count)
    }
}
