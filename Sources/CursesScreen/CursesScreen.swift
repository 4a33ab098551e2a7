import Glibc
import Synchronization
package import TerminalUI

/// The terminal of this process, driven by ncurses.
///
/// A single thread waits for keys, signals and requests, and is the only one to call curses, which is not thread-safe.
/// A terminal that accepts no output blocks only that thread; callers wait without blocking one. The thread sleeps
/// while nothing happens.
///
/// Every exit restores the terminal: ``close()``, SIGTERM, SIGHUP, SIGINT and SIGQUIT (as
/// ``TerminalUI/ScreenEvent/terminated``), Ctrl-Z and SIGTSTP, `exit`, and a crash.
package final class CursesScreen: Screen {
    /// Options of a screen.
    package struct Options: Sendable {
        /// Whether colours are used if the terminal has them.
        package var usesColours: Bool
        /// How long an escape character may be the start of a sequence.
        package var escapeDelay: Duration
        /// Whether mouse events are enabled. Without them the terminal's own selection works as in any other program.
        package var usesMouse = true
        /// Whether to query the terminal's background colour. An answer arrives as
        /// ``TerminalUI/ScreenEvent/reported(_:)``.
        package var asksForBackground = false
        /// The terminal description; nil for the result of ``TerminalDescription/choose(_:)``.
        package var terminal: TerminalDescription?
        /// The log of drawing costs, if any.
        package var frameLog: FrameLog?

        package init(usesColours: Bool = true, escapeDelay: Duration = .milliseconds(30)) {
            self.usesColours = usesColours
            self.escapeDelay = escapeDelay
        }
    }

    /// The terminal's events. Only the newest 1024 unconsumed events are kept.
    package let events: AsyncStream<ScreenEvent>
    private let worker: ScreenWorker

    private init(worker: ScreenWorker, events: AsyncStream<ScreenEvent>) {
        self.worker = worker
        self.events = events
    }

    /// Takes over the terminal of this process. There can be only one screen at a time.
    ///
    /// - Throws: ``ScreenError`` if there is no terminal or its type is unknown.
    package static func open(_ options: Options = Options()) async throws(ScreenError) -> CursesScreen {
        let (events, continuation) = AsyncStream<ScreenEvent>.makeStream(bufferingPolicy: .bufferingNewest(1024))
        let worker = try ScreenWorker(options: options, events: continuation)
        let failure: ScreenError? = await withCheckedContinuation { started in
            worker.start { started.resume(returning: $0) }
        }
        if let failure { throw failure }
        return CursesScreen(worker: worker, events: events)
    }

    package func draw(_ frame: Frame) async {
        await worker.request(.draw(frame))
    }

    /// Repaints the whole last frame.
    package func repaint() async {
        await worker.request(.repaint)
    }

    /// Restores the terminal and stops the job as Ctrl-Z does.
    package func suspend() async {
        await worker.request(.suspend)
    }

    package func ringBell() async {
        await worker.request(.write("\u{7}"))
    }

    /// Copies a text to the terminal's clipboard, if it supports that.
    package func copy(_ text: String) async -> Bool {
        guard let sequence = ClipboardSequence.make(text) else { return false }
        await worker.request(.write(sequence))
        return true
    }

    /// Lends the terminal to another program, which receives its keys and signals while `body` runs.
    package func lend(while body: @Sendable () async -> Void) async {
        await worker.request(.lend)
        await body()
        await worker.request(.takeBack)
    }

    /// Restores the terminal.
    package func close() async {
        await worker.request(.close)
    }
}
