import ControlClient
import CursesScreen
import Glibc
import TerminalUI

/// The screen on a running stack.
struct TerminalSession {
    var client: ControlClient

    /// Returns when the user leaves; stops the stack where that was the choice.
    func run() async throws {
        let environment = CallerEnvironment.variables
        let noColor = environment["NO_COLOR"].map { !$0.isEmpty } ?? false
        let screen = try await CursesScreen.open(CursesScreen.Options(usesColours: !noColor))
        let memory = TerminalMemory(environment: environment)
        var options = TerminalOptions(environment: environment)
        options.sizes = memory.load()
        options.keepSizes = { memory.save($0) }
        options.tools = DesktopTools(environment: environment)
        let app = TerminalApp(control: client, screen: screen, options: options)
        switch try await app.run() {
        case .detach:
            Terminal.standardError.write("detached; the stack goes on. Come back with: cpadev up\n")
        case .stop:
            try await StackShutdown(client: client).run(removingVolumes: false)
        }
    }
}
