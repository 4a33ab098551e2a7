import Glibc
import Synchronization
package import TerminalUI

/// The terminal of this process, through ncurses.
///
/// One thread does everything: it waits for keys, for signals and for requests at once, and it alone calls curses,
/// which is not safe for several. A terminal that takes no output blocks that thread and nothing else; who draws
/// waits without holding a thread. While nothing happens it sleeps.
///
/// Every way out gives the terminal back: ``close()``, SIGTERM, SIGHUP, SIGINT and SIGQUIT (as
/// ``TerminalUI/ScreenEvent/terminated``), Ctrl-Z and SIGTSTP, `exit`, and a crash.
package final class CursesScreen: Screen {
    /// How the screen is used.
    package struct Options: Sendable {
        /// Whether colours are shown where the terminal has them.
        package var usesColours: Bool
        /// How long a lone escape character may be the beginning of a sequence.
        package var escapeDelay: Duration
        /// Whether the mouse is asked for; without it the terminal's own selection works as in any other program.
        package var usesMouse = true
        /// Whether the terminal is asked what its background is like, which comes as
        /// ``TerminalUI/ScreenEvent/reported(_:)`` where it answers.
        package var asksForBackground = false
        /// The description of the terminal; nil for the one that ``TerminalDescription/choose(_:)`` finds.
        package var terminal: TerminalDescription?
        /// Where the cost of drawing is written down; nil for nowhere.
        package var frameLog: FrameLog?

        /// Options.
        package init(usesColours: Bool = true, escapeDelay: Duration = .milliseconds(30)) {
            self.usesColours = usesColours
            self.escapeDelay = escapeDelay
        }
    }

    /// What happens at the terminal. Of what nobody takes, the newest 1024 events are kept.
    package let events: AsyncStream<ScreenEvent>
    private let worker: ScreenWorker

    private init(worker: ScreenWorker, events: AsyncStream<ScreenEvent>) {
        self.worker = worker
        self.events = events
    }

    /// Takes the terminal of this process. One screen at a time.
    ///
    /// - Throws: ``ScreenError`` where there is no terminal or its kind is not known.
    package static func open(_ options: Options = Options()) async throws(ScreenError) -> CursesScreen {
        let (events, continuation) = AsyncStream<ScreenEvent>.makeStream(bufferingPolicy: .bufferingNewest(1024))
        let worker = try ScreenWorker(options: options, events: continuation)
        let failure: ScreenError? = await withCheckedContinuation { started in
            worker.start { started.resume(returning: $0) }
        }
        if let failure { throw failure }
        return CursesScreen(worker: worker, events: events)
    }

    /// Paints a frame.
    package func draw(_ frame: Frame) async {
        await worker.request(.draw(frame))
    }

    /// Paints the last frame anew, all of it.
    package func repaint() async {
        await worker.request(.repaint)
    }

    /// Stops the job as Ctrl-Z does, with the terminal as it was.
    package func suspend() async {
        await worker.request(.suspend)
    }

    /// Rings the terminal's bell.
    package func ringBell() async {
        await worker.request(.write("\u{7}"))
    }

    /// Puts a text into the clipboard of the terminal, as far as it allows that.
    package func copy(_ text: String) async -> Bool {
        guard let sequence = ClipboardSequence.make(text) else { return false }
        await worker.request(.write(sequence))
        return true
    }

    /// Gives the terminal to another program, which then has its keys and its signals.
    package func lend(while body: @Sendable () async -> Void) async {
        await worker.request(.lend)
        await body()
        await worker.request(.takeBack)
    }

    /// Leaves the terminal as it was.
    package func close() async {
        await worker.request(.close)
    }
}
