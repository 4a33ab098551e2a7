import ArgumentParser
import StackHost
import TerminalUI

struct KeysCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys",
        abstract: "List the key bindings of the screen, including your changes.",
        discussion: "To change the keys of an action, edit the configuration file: keys: {quit: [q, ctrl-c]}."
    )

    @Flag(help: "Print a JSON array.")
    var json = false

    func run() throws {
        let (configuration, problems) = TerminalSession.configuration(CallerEnvironment.variables)
        let errors = Terminal.standardError
        errors.writeRendered(LoadedStack.render(problems, color: errors.hasColor, CallerEnvironment.workingDirectory))
        let entries = configuration.keys.entries
        if json { return Terminal.standardOutput.write(try JSONText.render(entries)) }
        var table = TextTable(header: ["WHERE", "KEYS", "ACTION", ""])
        for entry in entries {
            table.add(
                .init(entry.context, .dim),
                .init(entry.keys.joined(separator: " "), .cyan),
                .init(entry.action),
                .init(entry.description)
            )
        }
        Terminal.standardOutput.write(table.render(.standardOutput))
    }
}
