import ArgumentParser
import ComposeModel
import Diagnostics
import Foundations
import StackHost

struct AlertsTestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test",
        abstract: "Test the alerting rules with promtool.",
        discussion: """
            Checks the rules in 'monitoring/rules' beside the Compose file, then runs the tests in \
            'monitoring/rules/tests', or those that are named. No stack needs to run. promtool comes from PATH, or from \
            the native Prometheus of the Compose file. Its launcher, a program that the Compose file names, is asked only \
            with --run-checks or if you have started the project here before. Exit code 1 if a check or a test fails, 69 \
            if promtool cannot be found.
            """
    )

    @OptionGroup var project: ProjectOptions

    @Argument(help: "Files with tests, instead of all.", completion: .file(extensions: ["yml", "yaml"]))
    var files: [String] = []

    @Flag(help: "Print a JSON list of what was checked and tested.")
    var json = false

    @Flag(help: "Ask the launcher that the Compose file names, even if the project was never started here.")
    var runChecks = false

    func run() async throws {
        // The monitoring need not be part of the stack.
        var source = project.source
        source.profiles.append("*")
        let stack = try LoadedStack.load(source, color: Terminal.standardError.hasColor)
        let rules = "\(stack.project.directory)/monitoring/rules"
        let tests = files.isEmpty ? Self.files(in: "\(rules)/tests") : files
        guard !tests.isEmpty else {
            throw CommandFailure(.failed, "there are no tests in \(rules)/tests", hint: "name a file with tests")
        }
        let promtool = try await Promtool(of: stack, asksLauncher: runChecks)
        var results: [Promtool.Result] = []
        for file in Self.files(in: rules) { results.append(try await promtool.run(.check, file)) }
        for file in tests { results.append(try await promtool.run(.test, file)) }
        let output = Terminal.standardOutput
        if json {
            output.writeData(try JSONText.render(results))
        } else {
            for result in results { output.write(result.text(output)) }
        }
        if results.contains(where: { !$0.passed }) { throw CommandFailure(.failed, "") }
    }

    private static func files(in folder: String) -> [String] {
        let names = directoryNames(folder) ?? []
        return names.filter { $0.hasSuffix(".yml") || $0.hasSuffix(".yaml") }.sorted().map { "\(folder)/\($0)" }
    }
}
