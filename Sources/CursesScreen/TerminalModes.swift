/// What the terminal is switched to beside what curses does, and how that is taken back. Source: ctlseqs of xterm.
struct TerminalModes: Sendable {
    /// Mouse buttons and wheel (1000), movement while a button is down (1002), in decimal form without limits (1006).
    private static let mouse = (
        on: "\u{1B}[?1000h\u{1B}[?1002h\u{1B}[?1006h",
        off: "\u{1B}[?1006l\u{1B}[?1002l\u{1B}[?1000l"
    )
    /// What is pasted comes between two marks.
    private static let paste = (on: "\u{1B}[?2004h", off: "\u{1B}[?2004l")
    /// A frame is shown when it is complete. Source: the note on mode 2026 by its authors.
    static let synchronized = (on: "\u{1B}[?2026h", off: "\u{1B}[?2026l")
    /// DECRQM: asks whether mode 2026 is there.
    private static let synchronizedQuestion = "\u{1B}[?2026$p"
    /// OSC 11: asks for the background's colour.
    private static let backgroundQuestion = "\u{1B}]11;?\u{1B}\\"

    /// Whether the terminal is of xterm's kind, which ignores what it does not know. Others are sent nothing.
    var isXtermLike: Bool
    var usesMouse: Bool

    var on: String { isXtermLike ? Self.paste.on + (usesMouse ? Self.mouse.on : "") : "" }

    /// All of them: also those that somebody else left behind.
    var off: String { isXtermLike ? Self.mouse.off + Self.paste.off : "" }

    /// As ``off``, for an end in the middle of anything.
    var offFromAnywhere: String { isXtermLike ? Self.synchronized.off + off : "" }

    /// What is asked at the start, and how many answers may come. Nobody waits for them.
    func questions(asksForBackground: Bool) -> (text: String, count: Int) {
        guard isXtermLike else { return ("", 0) }
        return asksForBackground
            ? (Self.synchronizedQuestion + Self.backgroundQuestion, 2) : (Self.synchronizedQuestion, 1)
    }
}
