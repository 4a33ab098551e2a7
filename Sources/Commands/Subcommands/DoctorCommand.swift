import ArgumentParser
import ControlAPI
import LogAnalysis
import StackHost

struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Check whether this machine has what the stack needs.",
        discussion: """
            The checks of launchers and commands are programs that the Compose file names. They run only with \
            --run-checks, or if you have started the project here before; otherwise they are listed.

            Exit code 1 if something is missing that a service needs to run.
            """
    )

    @OptionGroup var project: ProjectOptions

    @Flag(help: "Print JSON.")
    var json = false

    @Flag(help: "Run the checks that the Compose file names, even if the project was never started here.")
    var runChecks = false

    func run() async throws {
        let stack = try LoadedStack.load(project)
        // What launchers and other processes say may contain secrets.
        let masker = stack.masker
        let findings = try await Doctor(stack, runsChecks: runChecks || stack.wasStarted).examine()
            .map { $0.masked(by: masker) }
        let output = Terminal.standardOutput
        if json {
            output.write(try JSONText.render(findings))
        } else {
            output.write(Self.render(findings, output))
        }
        if findings.contains(where: { $0.state == .missing }) { throw CommandFailure(.failed, "") }
    }

    private static func render(_ findings: [Doctor.Finding], _ terminal: Terminal) -> String {
        let width = findings.map(\.name.count).max() ?? 0
        return findings.map { finding in
            let (mark, style): (String, Terminal.Style) =
                switch finding.state {
                case .good: ("✔", .green)
                case .notice: ("·", .yellow)
                case .missing: ("✗", .red)
                }
            var text = terminal.paint(mark, style) + " \(finding.name.padded(to: width))  \(finding.detail)\n"
            if let remedy = finding.remedy { text += "  \("".padded(to: width))  → \(remedy)\n" }
            return text
        }.joined()
    }
}
