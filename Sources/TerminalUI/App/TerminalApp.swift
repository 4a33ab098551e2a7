package import ControlAPI
import FoundationEssentials

/// The terminal application: shows a stack on a screen and performs what the user requests.
///
/// The stack keeps running when the application ends. Everything it does is caused by a message in its inbox, so it
/// sleeps while nothing happens.
package struct TerminalApp: Sendable {
    private let control: any StackControl
    private let screen: any Screen
    private let options: TerminalOptions

    package init(control: any StackControl, screen: any Screen, options: TerminalOptions = TerminalOptions()) {
        self.control = control
        self.screen = screen
        self.options = options
    }

    /// Runs until the user leaves or the terminal hangs up, then closes the screen.
    ///
    /// An unreachable supervisor is not an error: the screen shows it and the application keeps reconnecting.
    ///
    /// - Returns: ``ExitChoice/stop`` if the user wants the stack stopped; the caller does that.
    /// - Throws: `CancellationError` if the task was cancelled.
    package func run() async throws -> ExitChoice {
        let loop = AppLoop(control: control, screen: screen, options: options)
        let choice = await withTaskCancellationHandler {
            await loop.run()
        } onCancel: {
            loop.cancel()
        }
        await screen.close()
        try Task.checkCancellation()
        return choice
    }
}
