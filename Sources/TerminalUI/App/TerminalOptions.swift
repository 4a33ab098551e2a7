/// How the terminal application looks, and where it takes the time from.
package struct TerminalOptions: Sendable {
    /// The styles.
    package var theme: Theme
    /// The characters.
    package var glyphs: Glyphs
    /// The time.
    package var time: TimeSource
    /// Whether the terminal's bell rings when a service fails or recovers.
    package var ringsBell = false
    /// How the screen is divided at first.
    package var sizes = PaneSizes()
    /// Keeps how the user divided the screen for the next run. Called seldom; must not wait for long.
    package var keepSizes: @Sendable (PaneSizes) -> Void = { _ in }
    /// What the user should know from the start on, such as a mistake in the configuration file.
    package var notices: [String] = []
    /// Brings the stack up again after it was taken down; nil where that cannot be done from here.
    ///
    /// Returns what went wrong; nil where the start was begun.
    package var startStack: (@Sendable () async -> String?)?
    /// Programs of the system.
    package var tools: any SystemTools = NoSystemTools()
    /// Whether figures of the services are shown, and times that count up. Without them nothing is drawn, and the
    /// program sleeps, while nothing happens to the stack.
    package var showsMetrics = true
    /// What the keys do.
    package var keys = KeyMap.standard
    /// Where the cost of frames is written down; nil for nowhere.
    package var frameLog: FrameLog?

    /// Options.
    package init(theme: Theme = .standard, glyphs: Glyphs = .unicode, time: TimeSource = .system()) {
        self.theme = theme
        self.glyphs = glyphs
        self.time = time
    }

    /// What the environment asks for: the theme by CPADEV_THEME, no figures with CPADEV_METRICS=off, no colours with
    /// `NO_COLOR` set to anything (no-color.org) or a terminal that has none, ASCII as ``usesUnicode(_:isUnicode:)`` says.
    package init(environment: [String: String], isUnicode: Bool? = nil, time: TimeSource = .system()) {
        let terminal = environment["TERM"] ?? ""
        let refusesColours = !(environment["NO_COLOR"] ?? "").isEmpty
        let hasColours = !refusesColours && !["", "dumb", "vt100", "vt220"].contains(terminal)
        let named = Theme.named(environment["CPADEV_THEME"] ?? "") ?? .standard
        self.init(
            theme: hasColours ? named.adapted(to: Self.background(environment)) : .monochrome,
            glyphs: Self.usesUnicode(environment, isUnicode: isUnicode) ? .unicode : .ascii,
            time: time
        )
        showsMetrics = (environment["CPADEV_METRICS"] ?? "").lowercased() != "off"
        frameLog = environment["CPADEV_FRAME_LOG"].flatMap { FrameLog(path: $0) }
    }

    /// Whether more than ASCII is shown: where the locale is UTF-8, but not on the Linux console, whose font lacks the
    /// shapes.
    ///
    /// - Parameter isUnicode: whether the locale is UTF-8; nil where only its name is known.
    package static func usesUnicode(_ environment: [String: String], isUnicode: Bool? = nil) -> Bool {
        if environment["TERM"] == "linux" { return false }
        if let isUnicode { return isUnicode }
        // The first that is set and not empty counts, as setlocale(3) has it.
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty } ?? "C"
        let encoding = locale.split(separator: ".").dropFirst().first?.split(separator: "@").first ?? ""
        return ["utf8", "utf-8"].contains(encoding.lowercased())
    }

    /// What rxvt, Konsole and others say in COLORFGBG: numbers of the palette, the background's last. Dark where nothing
    /// is said.
    package static func background(_ environment: [String: String]) -> TerminalReport.Background {
        let number = environment["COLORFGBG"]?.split(separator: ";").last.flatMap { Int($0) }
        return number == 7 || (9...15).contains(number ?? 0) ? .light : .dark
    }
}
