import ArgumentParser
import ControlAPI
import ControlClient
import CursesScreen
import Foundations
import Glibc
import LogAnalysis
import StackHost
import TerminalUI

struct RecordCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "record",
        abstract: "Export what happened to the stack, and open it on another machine.",
        discussion: """
            A recording has the states of services and seed data, the events and the log lines of a period and, if \
            Prometheus runs, the processor time and memory of services, the alerts and the dashboards. Secrets are \
            masked as in 'cpadev logs', except in what Prometheus says. To look back on the running stack itself, press \
            T on the screen.
            """,
        subcommands: [RecordExport.self, RecordOpen.self]
    )
}

struct RecordExport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write a recording of the running stack.",
        discussion: "The file holds JSON lines, which compress well. An existing file is replaced."
    )

    @OptionGroup var project: ProjectOptions

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Where it begins: 30m, 14:00, RFC 3339 (default: 30m).", valueName: "time")
    )
    var since = "30m"

    @Option(parsing: .unconditional, help: ArgumentHelp("Where it ends (default: now).", valueName: "time"))
    var until: String?

    @Argument(help: "The file to write.", completion: .file())
    var file: String

    func run() async throws {
        let nowNs = WallClock.nowNs
        let header = RecordingPart.Header(
            product: "cpadev \(ProgramBuild.version)",
            fromNs: try time(since, nowNs),
            toNs: try until.map { try time($0, nowNs) } ?? nowNs
        )
        guard header.fromNs < header.toNs else {
            throw CommandFailure(.usage, "the recording would end before it begins")
        }
        var writer = RecordingWriter(try StackConnection.open(project).client, header)
        let words = try await writer.write(to: file)
        for omission in writer.omissions { Terminal.standardError.write("not recorded: \(omission)\n") }
        Terminal.standardError.write("\(words) written to \(file)\n")
    }

    private func time(_ text: String, _ nowNs: Int64) throws(CommandFailure) -> Int64 {
        do throws(FilterError) { return try TimeExpression(text, now: nowNs).nanoseconds } catch {
            throw CommandFailure(error)
        }
    }
}

struct RecordOpen: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "open",
        abstract: "Show a recording on the screen. Needs no stack.",
        discussion: """
            The screen shows the end of the recording. T goes to another time, { and } go from event to event. Without a \
            terminal, the states at the end are printed.
            """
    )

    @Argument(help: "The file that 'cpadev record export' wrote.", completion: .file())
    var file: String

    @Flag(help: "Print the states at the end of the recording as JSON.")
    var json = false

    func run() async throws {
        let environment = CallerEnvironment.variables
        let folder = environment["TMPDIR"].flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
        let recording = try RecordedStack(file, temporaryFolder: folder)
        if !json, isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1 {
            let terminal = try TerminalDescription.choose(environment)
            return try await TerminalSession.show(recording, on: terminal)
        }
        let output = Terminal.standardOutput
        let snapshot = try await recording.snapshot()
        output.write(json ? try JSONText.render(snapshot) : StatusTable.render(snapshot, output, width: nil))
    }
}
