import ArgumentParser
import Foundations
import StackHost
import Workflows

struct CILintCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lint",
        abstract: "Check workflows with actionlint, zizmor and GitHub's schema.",
        discussion: """
            Checks all workflows that cpadev ci finds, or those that are named, without the network. Exit code 1 if \
            anything is found, 65 if a file cannot be read as a workflow, 69 if the tools cannot be fetched.
            """
    )

    @OptionGroup var project: ProjectOptions

    @Flag(help: "Print a JSON list of the findings.")
    var json = false

    @Argument(help: "Names or paths of workflows, instead of all.")
    var workflows: [String] = []

    func run() async throws {
        let files = WorkflowFiles(try LoadedStack.load(project))
        let chosen = try workflows.isEmpty ? files.all : workflows.map { name throws in try files.find(name) }
        guard !chosen.isEmpty else { _ = try files.find(nil); return }
        // act and this program read them too.
        for file in chosen { _ = try files.read(file) }
        let tools = try await ToolLauncher(name: "the linters", path: "\(files.own)/tools/lint").find()
        let findings = try await WorkflowLint(python: tools.path).findings(in: chosen.map(\.path))
        let output = Terminal.standardOutput
        if json {
            output.writeData(try JSONText.render(findings))
        } else {
            output.write(findings.map { $0.text(output) }.joined())
            if findings.isEmpty { output.write("\(chosen.count.counted("workflow")): nothing found\n") }
        }
        if !findings.isEmpty { throw CommandFailure(.failed, "") }
    }
}
