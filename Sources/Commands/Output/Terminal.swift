import CursesScreen
import Diagnostics
import Foundations
import Glibc
import LogAnalysis
import StackHost
import TerminalUI

/// A standard stream: whether it is a terminal, and what it can display.
///
/// All output of commands goes through this type, except log lines (``ByteSink``); an architecture test enforces it.
/// Texts come from untrusted sources (arguments of other processes, launchers, registries, names in a Compose file), so
/// they are sanitized here, and only cpadev's own colours remain.
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
    /// No terminal: text without colours, for files.
    static let none = Terminal(descriptor: -1)

    let descriptor: Int32
    let isTerminal: Bool
    /// Whether colours are used: on a terminal that is not dumb, if NO_COLOR is empty (https://no-color.org).
    let hasColor: Bool
    /// Whether output is limited to ASCII: on a terminal where the screen uses ASCII as well.
    var usesASCII: Bool
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

    /// Returns the text with colour markup for ``write(_:)``; unchanged without colours.
    func paint(_ text: String, _ style: Style) -> String { hasColor ? TerminalMarkup.paint(text, style) : text }

    /// Writes text for people: sanitized, except for cpadev's own colours, line feeds and tabs.
    func write(_ text: String) { send(TerminalMarkup.render(text, hasColor: hasColor)) }

    /// Writes text for programs: verbatim, unless the output is a terminal.
    func writeData(_ text: String) { send(isTerminal ? TerminalSanitizer.plain(text) : text) }

    /// Writes the output of ``DiagnosticRenderer``, including its colours.
    func writeRendered(_ text: String) {
        send(TerminalMarkup.render(text, keeping: hasColor ? DiagnosticRenderer.sequences : []))
    }

    /// Writes the text of a frame, whose cells contain no control characters.
    func writeDrawing(_ text: String) { send(text) }

    func replaceLine(_ text: String) {
        send((canReplaceLines ? "\r\u{1B}[K" : "") + TerminalMarkup.render(text, hasColor: hasColor))
    }

    /// Writes the whole text. If the reader is gone, the program exits like a well-behaved filter; if writing to
    /// standard output fails for another reason, such as a full disk, it exits with a failure.
    private func send(_ text: String) {
        guard let error = CompleteWrite.write(Array((usesASCII ? PlainText.ascii(text) : text).utf8), to: descriptor)
        else { return }
        if error == EPIPE { Glibc.exit(descriptor == STDOUT_FILENO ? 0 : 1) }
        guard descriptor == STDOUT_FILENO else { return }
        CommandFailure.unwritable(error).report()
        Glibc.exit(CommandExit.failed.rawValue)
    }

    /// The number of columns; 80 if this is not a terminal.
    var width: Int {
        var size = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }
}
