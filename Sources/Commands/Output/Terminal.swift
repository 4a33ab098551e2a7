import CursesScreen
import Diagnostics
import Glibc
import LogAnalysis
import TerminalUI

/// One of the standard streams: whether a person looks at it, and how to colour what goes there.
///
/// All that commands print passes here, but for log lines (``ByteSink``): an architecture test keeps it so. Texts come from
/// anywhere (arguments of other processes, launchers, registries, names in a Compose file), so what is written is made
/// harmless here, and only cpadev's own colours stay.
struct Terminal: Sendable {
    enum Style: String, CaseIterable {
        case red = "31"
        case green = "32"
        case yellow = "33"
        case blue = "34"
        case magenta = "35"
        case cyan = "36"
        case bold = "1"
        case dim = "2"
    }

    static let standardOutput = Terminal(descriptor: STDOUT_FILENO)
    static let standardError = Terminal(descriptor: STDERR_FILENO)
    /// Nobody looks: without colours, for texts that go into files.
    static let none = Terminal(descriptor: -1)

    let descriptor: Int32
    let isTerminal: Bool
    /// On a terminal, unless NO_COLOR is set to something (https://no-color.org) or the terminal is dumb.
    let hasColor: Bool
    /// Whether only ASCII reaches it: on a terminal where the screen would use ASCII, too.
    var usesASCII: Bool
    /// Whether the line that the cursor is on can be replaced.
    let canReplaceLines: Bool

    init(descriptor: Int32) {
        self.descriptor = descriptor
        isTerminal = isatty(descriptor) == 1
        let term = getenv("TERM").map { String(cString: $0) } ?? ""
        let noColor = getenv("NO_COLOR").map { String(cString: $0) } ?? ""
        hasColor = isTerminal && noColor.isEmpty && term != "dumb"
        canReplaceLines = isTerminal && term != "dumb"
        usesASCII =
            isTerminal
            && !TerminalOptions.usesUnicode(["TERM": term], isUnicode: TerminalLocale.current.isUnicode)
    }

    /// The text in a colour, for ``write(_:)``; unchanged where there are no colours.
    func paint(_ text: String, _ style: Style) -> String { hasColor ? TerminalMarkup.paint(text, style) : text }

    /// Writes a text for people: of all control sequences and controls only cpadev's own colours, line feeds and tabs stay.
    func write(_ text: String) { send(TerminalMarkup.render(text, hasColor: hasColor)) }

    /// Writes a text for programs: byte for byte, unless a person looks at it.
    func writeData(_ text: String) { send(isTerminal ? HarmlessText.plain(text) : text) }

    /// Writes what ``DiagnosticRenderer`` rendered, with its colours.
    func writeRendered(_ text: String) {
        send(TerminalMarkup.render(text, keeping: hasColor ? DiagnosticRenderer.sequences : []))
    }

    /// Puts a text in the place of the line that the cursor is on.
    func replaceLine(_ text: String) {
        send((canReplaceLines ? "\r\u{1B}[K" : "") + TerminalMarkup.render(text, hasColor: hasColor))
    }

    /// Sends all of the text at once. When the reader is gone, the program ends as a well-behaved filter does; where
    /// standard output takes nothing, as on a full disk, with a failure.
    private func send(_ text: String) {
        var bytes = Array((usesASCII ? PlainText.ascii(text) : text).utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count > 0 {
                bytes = bytes.dropFirst(count)
            } else if count < 0, errno == EINTR {
                continue
            } else if count < 0, errno == EAGAIN {
                // Somebody made the shared terminal non-blocking; wait until it takes more.
                var wait = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                poll(&wait, 1, -1)
            } else if errno == EPIPE {
                Glibc.exit(descriptor == STDOUT_FILENO ? 0 : 1)
            } else if descriptor == STDOUT_FILENO {
                CommandFailure.unwritable(errno).report()
                Glibc.exit(CommandExit.failed.rawValue)
            } else {
                return
            }
        }
    }

    /// Columns of the terminal; 80 where it is none.
    var width: Int {
        var size = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }
}
