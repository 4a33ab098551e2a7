import CNcurses
import Glibc

/// The terminfo entry used by curses.
package struct TerminalDescription: Hashable, Sendable {
    /// The capability class of an entry.
    enum Kind: Hashable, Sendable {
        /// Can place text anywhere on the screen.
        case full
        /// Describes a printer or another device that only writes line after line.
        case linesOnly
    }

    package var name: String
    /// A notice for the user; nil if the entry is the one named by TERM.
    package var notice: String?

    /// Terminals that cannot place text or are unknown. Emacs and editors set the first ones.
    private static let plainNames: Set<String> = ["", "dumb", "emacs", "unknown", "network", "dialup", "ethernet"]
    /// Fallbacks for terminals newer than the system's terminfo (kitty, Ghostty, foot, WezTerm, …), which all
    /// understand the first of these.
    private static let substitutes = ["xterm-256color", "xterm", "vt100"]
    /// Names that declare fewer colours than the terminals using them have.
    private static let modestNames: Set<String> = ["xterm", "screen", "tmux", "rxvt"]

    /// Returns the entry for the terminal in an environment (`TERM`, `COLORTERM`).
    ///
    /// - Throws: ``ScreenError`` with ``ScreenError/Code/unknownTerminal`` if the terminal cannot show a screen.
    package static func choose(_ environment: [String: String]) throws(ScreenError) -> TerminalDescription {
        try choose(environment) { name in
            switch cpadev_terminal_kind(name) {
            case 1: .full
            case 0: .linesOnly
            default: nil
            }
        }
    }

    /// - Parameter kind: the capability class of an entry; nil if the system lacks it.
    static func choose(
        _ environment: [String: String],
        kind: (String) -> Kind?
    ) throws(ScreenError) -> TerminalDescription {
        let name = environment["TERM"] ?? ""
        if name.isEmpty { throw ScreenError(.unknownTerminal, "cannot show the terminal UI: TERM is not set") }
        let own = plainNames.contains(name) ? .linesOnly : kind(name)
        switch own {
        case .full:
            let richer = name + "-256color"
            let hasMoreColours = ["truecolor", "24bit"].contains(environment["COLORTERM"] ?? "")
            let isModest = modestNames.contains(name) && hasMoreColours && kind(richer) == .full
            return TerminalDescription(name: isModest ? richer : name)
        case .linesOnly:
            throw ScreenError(.unknownTerminal, "terminal '\(name)' does not support cursor addressing")
        case nil:
            guard let substitute = substitutes.first(where: { kind($0) == .full }) else {
                throw ScreenError(.unknownTerminal, "this system has no terminfo entry for the terminal '\(name)'")
            }
            return TerminalDescription(
                name: substitute,
                notice: "no terminfo entry for '\(name)' on this system: using \(substitute)"
            )
        }
    }

    /// Returns the entry for this process's terminal.
    static func ofProcess() throws(ScreenError) -> TerminalDescription {
        var environment: [String: String] = [:]
        for name in ["TERM", "COLORTERM"] {
            if let value = getenv(name) { environment[name] = String(cString: value) }
        }
        return try choose(environment)
    }
}
