/// Something that shows frames and has a keyboard: a terminal, or the memory of a test.
package protocol Screen: Sendable {
    /// What happens at the screen, in order. The first event is its size. Has one consumer; ends when it is closed.
    var events: AsyncStream<ScreenEvent> { get }

    /// Shows a frame. Returns when it is painted, so that a slow terminal slows its caller down and nothing else.
    /// Nothing is written where the frame is the one that is shown.
    func draw(_ frame: Frame) async

    /// Paints all of the last frame anew: something else wrote to the terminal.
    func repaint() async

    /// Gives the terminal back and stops the process as Ctrl-Z does; returns when it goes on. A resize follows.
    func suspend() async

    /// Rings the terminal's bell.
    func ringBell() async

    /// Gives a text to the terminal's clipboard; false where it is too long or the terminal has none, as far as is known.
    func copy(_ text: String) async -> Bool

    /// Gives the terminal to something else as long as the body runs, and paints everything anew afterwards. A resize
    /// follows. What is drawn meanwhile is dropped.
    func lend(while body: @Sendable () async -> Void) async

    /// Leaves the terminal as it was before. More calls do nothing.
    func close() async
}

extension Screen {
    /// A screen without a bell stays silent.
    package func ringBell() async {}
}
