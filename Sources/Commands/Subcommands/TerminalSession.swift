import ControlClient
import CursesScreen
import Diagnostics
import Glibc
import TerminalUI

/// The screen on a running stack.
struct TerminalSession {
    var client: ControlClient
    var location: StackLocation

    /// Returns when the user leaves; stops the stack where that was the choice.
    func run() async throws {
        let environment = CallerEnvironment.variables
        let noColor = environment["NO_COLOR"].map { !$0.isEmpty } ?? false
        var options = TerminalOptions(environment: environment)
        let (wanted, problems) = Self.configuration(environment)
        let terminal = Terminal.standardError
        terminal.writeRendered(
            LoadedStack.render(problems, color: terminal.hasColor, CallerEnvironment.workingDirectory)
        )
        options.apply(wanted, environment: environment)
        var screenOptions = CursesScreen.Options(usesColours: !noColor)
        screenOptions.usesMouse = wanted.usesMouse ?? true
        screenOptions.asksForBackground = options.theme.dependsOnBackground
        screenOptions.frameLog = options.frameLog
        let screen = try await CursesScreen.open(screenOptions)
        let memory = TerminalMemory(environment: environment)
        options.sizes = memory.load()
        options.keepSizes = { memory.save($0) }
        options.tools = DesktopTools(environment: environment)
        let app = TerminalApp(control: client, screen: screen, options: options)
        switch try await app.run() {
        case .detach:
            Terminal.standardError.write("detached; the stack goes on. Come back with: cpadev up\n")
        case .stop:
            try await StackShutdown(client: client, location: location).run(removingVolumes: false)
        }
    }

    /// What the user's file asks for, and what is wrong in it.
    static func configuration(_ environment: [String: String]) -> (UserConfiguration, [Diagnostic]) {
        guard let path = UserConfiguration.path(environment) else { return (UserConfiguration(), []) }
        return UserConfigurationReader().read(path)
    }
}

extension TerminalOptions {
    /// Takes in what the file asks for and the environment does not.
    mutating func apply(_ configuration: UserConfiguration, environment: [String: String]) {
        // No colours is not a matter of taste.
        let isFree = theme != .monochrome && Theme.named(environment["CPADEV_THEME"] ?? "") == nil
        if let wanted = configuration.theme, isFree {
            theme = wanted.adapted(to: Self.background(environment))
        }
        if let wanted = configuration.showsMetrics, environment["CPADEV_METRICS"] == nil { showsMetrics = wanted }
        if let wanted = configuration.ringsBell { ringsBell = wanted }
        keys = configuration.keys
    }
}
