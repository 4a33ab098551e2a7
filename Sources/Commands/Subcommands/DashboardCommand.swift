import ArgumentParser
import ControlAPI
import ControlClient
import CursesScreen
import Dashboards
import Diagnostics
import FoundationEssentials
import Foundations
import StackHost
import TerminalUI

struct DashboardCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dashboard",
        abstract: "Show a Grafana dashboard with the stack's own figures.",
        discussion: """
            NAME is a file of the folder 'monitoring/dashboards' beside the Compose file, without '.json'; a path is any \
            dashboard that Grafana exported. Without a name, the dashboards are listed. On a terminal it is drawn again \
            as the figures change; ? shows the keys. Needs the monitoring services: cpadev up --profile monitoring.
            """
    )

    @OptionGroup var project: ProjectOptions

    @Argument(help: "A dashboard's name, or the path of a file.")
    var name: String?

    @Flag(help: "Draw it once.")
    var once = false

    @Flag(help: "Print the panels with their values as JSON.")
    var json = false

    @Option(help: ArgumentHelp("How far to look back.", valueName: "duration"))
    var range: DashboardRange?

    @Option(name: .customLong("var"), help: ArgumentHelp("Choose a variable's value.", valueName: "name=value"))
    var variables: [String] = []

    @Option(help: ArgumentHelp("The columns of --once; the terminal's otherwise.", valueName: "columns"))
    var width: Int?

    func validate() throws {
        if let width, !(20...1000).contains(width) { throw ValidationError("--width must be from 20 to 1000") }
        for variable in variables where !variable.contains("=") {
            throw ValidationError("'\(variable)' is not of the form NAME=VALUE")
        }
    }

    func run() async throws {
        let client = try StackConnection.open(project).client
        let snapshot = try await client.snapshot()
        let folder = DashboardFolder(snapshot.project)
        guard let name else { return try folder.list(Terminal.standardOutput, asJSON: json) }
        let dashboard = try folder.dashboard(name)
        let dashboards = StackDashboards(client: client, variables: StackDashboards.variables(variables))
        let output = Terminal.standardOutput
        if !json, !once, output.isTerminal {
            // Without a Prometheus there is nothing to draw.
            _ = try snapshot.prometheusAddress()
            return try await draw(dashboards.shelf(TerminalMemory(environment: CallerEnvironment.variables)), name)
        }
        let columns = width ?? output.width
        let now = WallClock.now
        let window = DashboardWindow(
            range: range?.seconds ?? dashboard.range,
            end: now,
            columns: columns,
            utcOffset: WallClock.utcOffset(at: Int(now))
        )
        let (data, alerts) = try await dashboards.figures(of: dashboard, in: snapshot, window)
        if json { return output.writeData(try DashboardJSON.render(dashboard, data)) }
        let look = DashboardLook(
            theme: output.hasColor ? .standard : .monochrome,
            glyphs: output.usesASCII ? .ascii : .unicode
        )
        let view = DashboardView(dashboard, data, window, look, alerts: alerts)
        let frame = view.frame(Size(width: columns, height: view.height))
        output.writeDrawing(FrameText.render(frame, hasColor: output.hasColor))
    }

    private func draw(_ shelf: DashboardShelf, _ name: String) async throws {
        let terminal = try TerminalDescription.choose(CallerEnvironment.variables)
        let (screen, options) = try await TerminalSession.open(terminal)
        await DashboardApp(shelf, screen: screen, time: options.time, frameLog: options.frameLog).run(
            name,
            range: range?.seconds,
            look: DashboardLook(theme: options.theme, glyphs: options.glyphs)
        )
    }
}

/// A length of time from a minute to 30 days: `15m`, `6h`.
struct DashboardRange: ExpressibleByArgument {
    let seconds: Int

    init?(argument: String) {
        guard let length = GrafanaTime.seconds(argument), (60...30 * 86_400).contains(length) else { return nil }
        seconds = length
    }
}
