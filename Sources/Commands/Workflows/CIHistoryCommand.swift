import ArgumentParser
import FoundationEssentials
import Foundations
import StackHost
import Workflows

struct CIHistoryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history",
        abstract: "List earlier runs of workflows, the newest first.",
        discussion: "The last 200 runs are listed. The logs of the last 20 are kept: cpadev ci logs --run NUMBER."
    )

    @OptionGroup var project: ProjectOptions

    @Option(
        name: [.customShort("n"), .customLong("tail")],
        help: ArgumentHelp("Only the newest runs.", valueName: "n")
    )
    var tail = 20

    @Flag(help: "Print a JSON list, with the jobs and steps of each run.")
    var json = false

    func validate() throws {
        if tail < 0 { throw ValidationError("--tail must not be negative.") }
    }

    func run() async throws {
        let runs = RunHistory(try StackLocation(project)).runs.suffix(tail).reversed()
        let output = Terminal.standardOutput
        if json { return output.writeData(try JSONText.render(Array(runs))) }
        guard !runs.isEmpty else { return Terminal.standardError.write("no workflow has run here yet\n") }
        var table = TextTable(header: ["RUN", "STARTED", "WORKFLOW", "EVENT", "RUNTIME", "STATE", "TIME", "NOT PASSED"])
        for run in runs {
            let others = run.jobs.filter { $0.state != .passed }.map { "\($0.id) \($0.state.rawValue)" }
            table.add(
                .init(String(run.number)),
                .init(TimeStamp.local(Date(timeIntervalSince1970: Double(run.startedNs) / 1e9))),
                .init(run.workflow),
                .init(run.event),
                .init(run.runtime),
                .init(run.state.rawValue, run.state.style),
                .init(ProfileTable.time(run.durationMs)),
                .init(others.isEmpty ? "-" : others.joined(separator: ", "))
            )
        }
        output.write(table.render(output))
    }
}
