import ArgumentParser
import ComposeLoader

/// `cpadev config`
struct ConfigCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config",
        abstract: "Check the Compose files and print the project that they make.",
        discussion: "Exit code 65 where there are errors; all of them are told at once."
    )

    @OptionGroup var project: ProjectOptions

    @Flag(help: "As JSON instead of YAML.")
    var json = false

    @Flag(name: [.customShort("q"), .customLong("quiet")], help: "Only check.")
    var quiet = false

    func run() async throws {
        let stack = try LoadedStack.load(project)
        stack.printWarnings()
        guard !quiet else { return }
        let text = json ? stack.loaded.json() : stack.loaded.yaml()
        Terminal.standardOutput.write(text.hasSuffix("\n") ? text : text + "\n")
    }
}
