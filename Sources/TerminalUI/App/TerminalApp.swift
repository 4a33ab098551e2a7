package import ControlAPI
import FoundationEssentials

/// The terminal application: shows a stack on a screen, and carries out what the user asks for.
///
/// It owns neither: the stack goes on when it ends. Everything it does is caused by a message in its inbox, so
/// that it sleeps while nothing happens.
package struct TerminalApp: Sendable {
    private let control: any StackControl
    private let screen: any Screen
    private let options: TerminalOptions

    /// An application for a stack and a screen.
    package init(control: any StackControl, screen: any Screen, options: TerminalOptions = TerminalOptions()) {
        self.control = control
        self.screen = screen
        self.options = options
    }

    /// Runs until the user leaves or the terminal is gone; the screen is closed then.
    ///
    /// A supervisor that cannot be reached is no error here: the screen says so, and it is tried again.
    ///
    /// - Returns: ``ExitChoice/stop`` where the user wants the stack to be stopped, which is up to the caller.
    /// - Throws: `CancellationError` where the task was cancelled.
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
