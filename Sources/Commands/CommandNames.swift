import ArgumentParser
import StackHost
import YAMLTree

/// Rejects unknown commands and suggests the one that was probably meant.
enum CommandNames {
    /// Commands of docker compose that have a different name here, or no counterpart.
    private static let ofCompose: [String: String] = [
        "attach": "to follow the output of a service: cpadev logs -f SERVICE",
        "build": "cpadev up builds missing images",
        "cp": "for containers, use docker cp; native services use the files of this machine",
        "create": "cpadev up -d creates and starts the services",
        "events": "to see events, press e on the screen: cpadev up",
        "images": "to list the images: cpadev config --images",
        "kill": "to stop a service: cpadev stop SERVICE",
        "port": "to list the ports: cpadev status",
        "ps": "to list the services and their state: cpadev status",
        "rm": "to remove all containers: cpadev down",
        "run": "to run a command in a running service: cpadev exec SERVICE COMMAND",
        "scale": "to change the number of replicas: cpadev up -d --scale SERVICE=N",
        "stats": "the screen shows CPU and memory usage: cpadev up",
        "top": "the screen shows CPU and memory usage: cpadev up",
        "volumes": "to list the volumes: cpadev config --volumes",
    ]

    /// Throws if the leading arguments do not name a command.
    static func check(_ arguments: [String]) throws(CommandFailure) {
        if let first = arguments.first, ArgumentHoisting.isProjectOption(first) {
            // If a command followed, hoisting would have moved the option behind it.
            let isAlone = arguments.count == 1 && !first.contains("=")
            throw CommandFailure(
                .usage,
                isAlone
                    ? "missing value for '\(first)'"
                    : "no command given after '\(arguments.joined(separator: " "))'",
                hint: "all commands: cpadev --help"
            )
        }
        if let misplaced = misplaced(arguments) {
            throw CommandFailure(
                .usage,
                "'\(misplaced)' goes before the command",
                hint: "cpadev \(misplaced) \(misplaced == "-p" ? "NAME" : "FILE") \(arguments[0])"
            )
        }
        try check(arguments[...], in: CPADev.self, path: "cpadev")
    }

    /// The project option `-f` or `-p` after a command that does not have it. `logs` has its own `-f`, and the words
    /// after `exec`, and those after `--`, may belong to an inner command.
    private static func misplaced(_ arguments: [String]) -> String? {
        guard let name = arguments.first, name != "logs", name != "exec", arguments.prefix(2) != ["ci", "logs"] else {
            return nil
        }
        return arguments.dropFirst().prefix { !ArgumentHoisting.startsCommand($0) }.first { $0 == "-f" || $0 == "-p" }
    }

    private static func check(
        _ arguments: ArraySlice<String>,
        in command: any ParsableCommand.Type,
        path: String
    ) throws(CommandFailure) {
        let configuration = command.configuration
        let children = configuration.subcommands + configuration.groupedSubcommands.flatMap { $0.subcommands }
        guard !children.isEmpty, let name = arguments.first, !name.hasPrefix("-") else { return }
        // Any other word is a workflow.
        if command is CICommand.Type, name != "help" { return }
        if name == "help" { return try check(arguments.dropFirst(), in: command, path: path) }
        if let child = children.first(where: { self.name(of: $0) == name }) {
            return try check(arguments.dropFirst(), in: child, path: "\(path) \(name)")
        }
        let names = children.filter { $0.configuration.shouldDisplay }.map { self.name(of: $0) }
        let isTop = path == "cpadev"
        let counterpart = isTop ? ofCompose[name] : nil
        let hint = counterpart ?? didYouMean(name, names) ?? (isTop ? "all commands: cpadev --help" : nil)
        throw CommandFailure(
            .usage,
            "unknown command '\(path.dropFirst("cpadev".count).drop { $0 == " " })\(isTop ? "" : " ")\(name)'",
            hint: hint ?? "its commands are: \(names.joined(separator: ", "))"
        )
    }

    private static func name(of command: any ParsableCommand.Type) -> String { command._commandName }
}
