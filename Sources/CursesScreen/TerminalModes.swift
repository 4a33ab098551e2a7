/// Terminal modes that the screen enables beyond those of curses. Source: ctlseqs of xterm.
struct TerminalModes: Sendable {
    /// Mouse buttons and wheel (1000), movement while a button is down (1002), unlimited decimal coordinates (1006).
    private static let mouse = (
        on: "\u{1B}[?1000h\u{1B}[?1002h\u{1B}[?1006h",
        off: "\u{1B}[?1006l\u{1B}[?1002l\u{1B}[?1000l"
    )
    /// Bracketed paste: pasted text arrives between two markers.
    private static let paste = (on: "\u{1B}[?2004h", off: "\u{1B}[?2004l")
    /// Synchronized output: a frame is shown once complete. Source: the specification of mode 2026.
    static let synchronized = (on: "\u{1B}[?2026h", off: "\u{1B}[?2026l")
    /// DECRQM: queries support for mode 2026.
    private static let synchronizedQuestion = "\u{1B}[?2026$p"
    /// OSC 11: queries the background colour.
    private static let backgroundQuestion = "\u{1B}]11;?\u{1B}\\"

    /// Whether the terminal is like xterm, which ignores unknown sequences. Other terminals are sent none of these.
    var isXtermLike: Bool
    var usesMouse: Bool

    var on: String { isXtermLike ? Self.paste.on + (usesMouse ? Self.mouse.on : "") : "" }

    /// Disables all modes, including those that another program left enabled.
    var off: String { isXtermLike ? Self.mouse.off + Self.paste.off : "" }

    /// Like ``off``, for exits at any point.
    var offFromAnywhere: String { isXtermLike ? Self.synchronized.off + off : "" }

    /// Returns the initial queries and the number of possible answers. The screen does not wait for them.
    func questions(asksForBackground: Bool) -> (text: String, count: Int) {
        guard isXtermLike else { return ("", 0) }
        return asksForBackground
            ? (Self.synchronizedQuestion + Self.backgroundQuestion, 2) : (Self.synchronizedQuestion, 1)
    }
}
