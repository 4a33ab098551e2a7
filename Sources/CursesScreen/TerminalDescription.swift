import CNcurses
import Glibc

/// The terminfo entry that curses draws with.
package struct TerminalDescription: Hashable, Sendable {
    /// What an entry is good for.
    enum Kind: Hashable, Sendable {
        /// It can place text anywhere on the screen.
        case full
        /// It describes a printer, or something else that only writes line after line.
        case linesOnly
    }

    /// The entry's name.
    package var name: String
    /// What the user should know about it; nil where it is the one that TERM names.
    package var notice: String?

    /// Names of terminals that cannot place text, or of which nothing is known. Emacs and editors set the first ones.
    private static let plainNames: Set<String> = ["", "dumb", "emacs", "unknown", "network", "dialup", "ethernet"]
    /// Terminals newer than the system's terminfo (kitty, Ghostty, foot, WezTerm, …) all understand the first of these.
    private static let substitutes = ["xterm-256color", "xterm", "vt100"]
    /// Names that promise fewer colours than the terminals that use them have.
    private static let modestNames: Set<String> = ["xterm", "screen", "tmux", "rxvt"]

    /// The entry for the terminal that an environment names (`TERM`, `COLORTERM`).
    ///
    /// - Throws: ``ScreenError`` with ``ScreenError/Code/unknownTerminal`` where no screen can be shown on it.
    package static func choose(_ environment: [String: String]) throws(ScreenError) -> TerminalDescription {
        try choose(environment) { name in
            switch cpadev_terminal_kind(name) {
            case 1: .full
            case 0: .linesOnly
            default: nil
            }
        }
    }

    /// - Parameter kind: what an entry is good for; nil where the system lacks it.
    static func choose(
        _ environment: [String: String],
        kind: (String) -> Kind?
    ) throws(ScreenError) -> TerminalDescription {
        let name = environment["TERM"] ?? ""
        if name.isEmpty { throw ScreenError(.unknownTerminal, "TERM is not set, so no screen can be shown") }
        let own = plainNames.contains(name) ? .linesOnly : kind(name)
        switch own {
        case .full:
            let richer = name + "-256color"
            let hasMoreColours = ["truecolor", "24bit"].contains(environment["COLORTERM"] ?? "")
            let isModest = modestNames.contains(name) && hasMoreColours && kind(richer) == .full
            return TerminalDescription(name: isModest ? richer : name)
        case .linesOnly:
            throw ScreenError(.unknownTerminal, "the terminal '\(name)' cannot show a screen")
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

    /// The entry for this process's terminal.
    static func ofProcess() throws(ScreenError) -> TerminalDescription {
        var environment: [String: String] = [:]
        for name in ["TERM", "COLORTERM"] {
            if let value = getenv(name) { environment[name] = String(cString: value) }
        }
        return try choose(environment)
    }
}
