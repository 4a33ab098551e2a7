import Alerting
import ControlClient
import CursesScreen
import Diagnostics
import Glibc
import Monitoring
import StackHost
import TerminalUI

/// The screen on a running stack.
struct TerminalSession {
    var client: ControlClient
    var location: StackLocation
    /// The terminfo entry to draw with.
    var terminal: TerminalDescription
    /// Restarts the stack after it was taken down; nil if it cannot be.
    var restart: StackRestart?

    /// Runs until the user leaves, and stops the stack if that was the choice.
    func run() async throws {
        switch try await show() {
        case .detach where UnixSocket.isListening(at: location.socketPath):
            Terminal.standardError.write("detached; the stack keeps running. To come back: cpadev up\n")
        case .detach, .ended:
            Terminal.standardError.write("the stack is not running. To start it: cpadev up\n")
        case .stop:
            try await StackShutdown(client: client, location: location).run(removingVolumes: false)
        }
    }

    /// Runs until the user leaves.
    /// - Returns: what is to become of the stack.
    func show() async throws -> ExitChoice {
        let (screen, prepared) = try await Self.open(terminal)
        var options = prepared
        if let restart { options.startStack = { await restart.run() } }
        let memory = TerminalMemory(environment: CallerEnvironment.variables)
        options.dashboards = StackDashboards(client: client).shelf(memory)
        options.alerts = StackAlerts()
        options.pastFigures = { [client] moment in
            guard let prometheus = await PrometheusClient(of: client) else { return [] }
            return (try? await ServiceFigures(prometheus: prometheus).figures(at: moment)) ?? []
        }
        options.pastAlerts = { [client] moment in
            guard let prometheus = await PrometheusClient(of: client) else { return nil }
            return try? await PastAlerts(prometheus: prometheus).report(at: moment)
        }
        return try await TerminalApp(control: client, screen: screen, options: options).run()
    }

    /// Shows a recording, first its end, until the user leaves.
    static func show(_ recording: RecordedStack, on terminal: TerminalDescription) async throws {
        let (screen, prepared) = try await open(terminal)
        var options = prepared
        options.recordingEndNs = recording.header.toNs
        options.pastFigures = { recording.figures(at: $0) }
        options.pastAlerts = { recording.alerts?.report(at: Double($0) / 1e9) }
        options.dashboards = RecordedDashboards.shelf(recording)
        _ = try await TerminalApp(control: recording, screen: screen, options: options).run()
    }

    /// Opens the screen, with the options that the user's environment and configuration ask for.
    static func open(_ terminal: TerminalDescription) async throws -> (CursesScreen, TerminalOptions) {
        let environment = CallerEnvironment.variables
        let noColor = environment["NO_COLOR"].map { !$0.isEmpty } ?? false
        var options = TerminalOptions(environment: environment, isUnicode: TerminalLocale.current.isUnicode)
        let (wanted, problems) = configuration(environment)
        // Shown on the screen, which would cover output written now.
        options.notices = [terminal.notice].compactMap(\.self) + problems.map(\.inOneLine)
        options.apply(wanted, environment: environment)
        var screenOptions = CursesScreen.Options(usesColours: !noColor)
        screenOptions.terminal = terminal
        screenOptions.usesMouse = wanted.usesMouse ?? true
        screenOptions.asksForBackground = options.theme.dependsOnBackground
        screenOptions.frameLog = options.frameLog
        let screen = try await CursesScreen.open(screenOptions)
        let memory = TerminalMemory(environment: environment)
        options.sizes = memory.load()
        options.keepSizes = { memory.save($0) }
        options.tools = DesktopTools(environment: environment)
        return (screen, options)
    }

    /// The user's configuration and the problems in it.
    static func configuration(_ environment: [String: String]) -> (UserConfiguration, [Diagnostic]) {
        guard let path = UserConfiguration.path(environment) else { return (UserConfiguration(), []) }
        return UserConfigurationReader().read(path)
    }
}

extension Diagnostic {
    /// The diagnostic in one line, without an excerpt of the file.
    fileprivate var inOneLine: String {
        let place = location.map { "\($0.file):\($0.line):\($0.column): " } ?? ""
        return place + message + (hint.map { "; \($0)" } ?? "")
    }
}

extension TerminalOptions {
    /// Applies the settings that the environment does not override.
    mutating func apply(_ configuration: UserConfiguration, environment: [String: String]) {
        // A theme must not bring colours back.
        let isFree = theme != .monochrome && Theme.named(environment["CPADEV_THEME"] ?? "") == nil
        if let wanted = configuration.theme, isFree {
            theme = wanted.adapted(to: Self.background(environment))
        }
        if let wanted = configuration.showsMetrics, environment["CPADEV_METRICS"] == nil { showsMetrics = wanted }
        if let wanted = configuration.ringsBell { ringsBell = wanted }
        keys = configuration.keys
    }
}
