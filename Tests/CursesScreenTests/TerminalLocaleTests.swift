import Testing

@testable import CursesScreen

@Suite struct TerminalLocaleTests {
    /// A system with these locales.
    private func resolve(
        _ environment: [String: String],
        unicode: Set<String>,
        other: Set<String> = ["C", "POSIX"]
    ) -> TerminalLocale {
        TerminalLocale.resolve(environment) { name in
            unicode.contains(name) ? .unicode : other.contains(name) ? .other : nil
        }
    }

    static let cases: [([String: String], String, Bool)] = [
        (["LANG": "de_DE.UTF-8"], "de_DE.UTF-8", true),
        (["LANG": "en_US.UTF-8"], "C.UTF-8", true),
        (["LANG": "en_US.utf8@euro"], "C.UTF-8", true),
        (["LANG": "fr_FR"], "C.UTF-8", true),
        (["LC_ALL": "", "LC_CTYPE": "tlh.UTF-8", "LANG": "C"], "C.UTF-8", true),
        (["LANG": "C"], "C", false),
        (["LANG": "en_US.UTF-8", "LC_ALL": "POSIX"], "POSIX", false),
        (["LANG": "de_DE.ISO-8859-15"], "C", false),
        ([:], "C", false),
    ]

    @Test(arguments: cases)
    func localeThatIsMissingBecomesUnicode(_ environment: [String: String], _ name: String, _ isUnicode: Bool) {
        let locale = resolve(environment, unicode: ["C.UTF-8", "de_DE.UTF-8"])
        #expect(locale == TerminalLocale(name: name, isUnicode: isUnicode))
    }

    @Test func localeCountsByWhatItIsAndNotByItsName() {
        #expect(resolve(["LANG": "en_IN"], unicode: ["en_IN"]).isUnicode)
        #expect(!resolve(["LANG": "odd.UTF-8"], unicode: [], other: ["C", "odd.UTF-8"]).isUnicode)
    }

    @Test func systemWithoutUnicodeHasASCII() {
        #expect(resolve(["LANG": "en_US.UTF-8"], unicode: []) == TerminalLocale(name: "C", isUnicode: false))
        #expect(resolve(["LANG": "en_US.UTF-8"], unicode: ["C.utf8"]).name == "C.utf8")
    }
}

@Suite struct TerminalDescriptionTests {
    private func choose(
        _ environment: [String: String],
        full: Set<String> = ["xterm", "xterm-256color", "vt100", "linux", "screen"],
        lines: Set<String> = ["dumb", "tty33"]
    ) throws(ScreenError) -> TerminalDescription {
        try TerminalDescription.choose(environment) { name in
            full.contains(name) ? .full : lines.contains(name) ? .linesOnly : nil
        }
    }

    @Test(arguments: ["xterm-kitty", "xterm-ghostty", "alacritty", "foot", "wezterm", "of-tomorrow"])
    func terminalWithoutADescriptionIsTakenForXterm(_ name: String) throws {
        let terminal = try choose(["TERM": name])
        #expect(terminal.name == "xterm-256color")
        #expect(terminal.notice == "no terminfo entry for '\(name)' on this system: using xterm-256color")
        #expect(try choose(["TERM": name], full: ["vt100"]).name == "vt100")
    }

    @Test func knownTerminalIsItself() throws {
        #expect(try choose(["TERM": "linux"]) == TerminalDescription(name: "linux"))
        #expect(try choose(["TERM": "xterm", "COLORTERM": "truecolor"]).name == "xterm-256color")
        #expect(try choose(["TERM": "screen", "COLORTERM": "truecolor"]).name == "screen")
        #expect(try choose(["TERM": "xterm", "COLORTERM": "no"]).name == "xterm")
    }

    @Test(arguments: ["dumb", "emacs", "unknown", "tty33", ""])
    func terminalThatOnlyWritesLinesGetsNoScreen(_ name: String) {
        #expect(throws: ScreenError.self) { try choose(["TERM": name]) }
        #expect(throws: ScreenError.self) { try choose([:]) }
    }

    @Test func systemWithoutAnyDescriptionGetsNoScreen() {
        #expect(throws: ScreenError.self) { try choose(["TERM": "foot"], full: []) }
    }
}
