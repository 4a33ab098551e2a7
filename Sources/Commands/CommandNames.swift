import ArgumentParser
import YAMLTree

/// Finds commands that do not exist, and says which one was meant.
enum CommandNames {
    /// Commands of docker compose that have another name here, or no counterpart.
    private static let ofCompose: [String: String] = [
        "attach": "to see what a service writes: cpadev logs -f SERVICE",
        "build": "cpadev up builds the images that are missing",
        "cp": "for a container: docker cp; native services use this machine's files",
        "create": "cpadev up -d creates and starts the services",
        "events": "on the screen, e shows the events: cpadev up",
        "images": "for the names of the images: cpadev config --images",
        "kill": "to stop a service: cpadev stop SERVICE",
        "ls": "for the services of this stack: cpadev status",
        "port": "for the services' ports: cpadev status",
        "ps": "for the services and their state: cpadev status",
        "pull": "cpadev up fetches the images and servers that are missing",
        "rm": "to remove all containers: cpadev down",
        "run": "for a command in a running service: cpadev exec SERVICE COMMAND",
        "scale": "to change the number of replicas: cpadev up -d --scale SERVICE=N",
        "stats": "for processor and memory use, see the screen: cpadev up",
        "top": "for processor and memory use, see the screen: cpadev up",
        "volumes": "for the names of the volumes: cpadev config --volumes",
    ]

    /// Throws where the first words of the arguments are not the name of a command.
    static func check(_ arguments: [String]) throws(CommandFailure) {
        if let first = arguments.first, ArgumentHoisting.isProjectOption(first) {
            // With a command behind it, it would stand behind that by now.
            let isAlone = arguments.count == 1 && !first.contains("=")
            throw CommandFailure(
                .usage,
                isAlone
                    ? "missing value for '\(first)'"
                    : "there is no command after '\(arguments.joined(separator: " "))'",
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

    /// `-f` or `-p` of the project behind a command that has no such option, nor words of others.
    private static func misplaced(_ arguments: [String]) -> String? {
        guard let name = arguments.first, name != "logs", name != "exec" else { return nil }
        return arguments.dropFirst().first { $0 == "-f" || $0 == "-p" }
    }

    private static func check(
        _ arguments: ArraySlice<String>,
        in command: any ParsableCommand.Type,
        path: String
    ) throws(CommandFailure) {
        let configuration = command.configuration
        let children = configuration.subcommands + configuration.groupedSubcommands.flatMap { $0.subcommands }
        guard !children.isEmpty, let name = arguments.first, !name.hasPrefix("-"), name != "help" else { return }
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
