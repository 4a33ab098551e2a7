import ArgumentParser

struct VersionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "version", abstract: "Print the version.")

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        Terminal.standardOutput.write(
            json ? "{\"version\": \"\(CPADev.version)\"}\n" : "cpadev \(CPADev.version)\n"
        )
    }
}
