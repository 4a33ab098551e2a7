/// A display for frames with a keyboard: a terminal, or a test's memory.
package protocol Screen: Sendable {
    /// The screen's events, in order. The first one is its size. Supports one consumer; finishes when the screen
    /// closes.
    var events: AsyncStream<ScreenEvent> { get }

    /// Draws a frame. Returns once it is painted, so that a slow terminal slows down only its caller. Writes nothing if
    /// the frame is already on screen.
    func draw(_ frame: Frame) async

    /// Repaints the whole last frame after something else wrote to the terminal.
    func repaint() async

    /// Gives the terminal back and stops the process as Ctrl-Z does. Returns when the process continues. A resize event
    /// follows.
    func suspend() async

    /// Rings the terminal's bell.
    func ringBell() async

    /// Copies a text to the terminal's clipboard. Returns false if it is too long or the terminal is known to have
    /// none.
    func copy(_ text: String) async -> Bool

    /// Lends the terminal to another program while the body runs, and repaints everything afterwards. A resize event
    /// follows. Frames drawn meanwhile are dropped, except the last one.
    func lend(while body: @Sendable () async -> Void) async

    /// Restores the terminal. Further calls do nothing.
    func close() async
}

extension Screen {
    /// Does nothing by default.
    package func ringBell() async {}
}
