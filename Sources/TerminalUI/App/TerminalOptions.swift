/// How the terminal application looks, and where it takes the time from.
public struct TerminalOptions: Sendable {
    /// The styles.
    public var theme: Theme
    /// The characters.
    public var glyphs: Glyphs
    /// The time.
    public var time: TimeSource
    /// Whether the terminal's bell rings when a service fails or recovers.
    public var ringsBell = false
    /// How the screen is divided at first.
    public var sizes = PaneSizes()
    /// Keeps how the user divided the screen for the next run. Called seldom; must not wait for long.
    public var keepSizes: @Sendable (PaneSizes) -> Void = { _ in }
    /// Programs of the system.
    public var tools: any SystemTools = NoSystemTools()

    /// Options.
    public init(theme: Theme = .standard, glyphs: Glyphs = .unicode, time: TimeSource = .system()) {
        self.theme = theme
        self.glyphs = glyphs
        self.time = time
    }

    /// What the environment asks for: no colours with `NO_COLOR` set to anything (no-color.org) or a terminal that has
    /// none, ASCII where the locale is not UTF-8 or the terminal is the Linux console, whose font lacks the shapes.
    public init(environment: [String: String], time: TimeSource = .system()) {
        let terminal = environment["TERM"] ?? ""
        let refusesColours = !(environment["NO_COLOR"] ?? "").isEmpty
        let hasColours = !refusesColours && !["", "dumb", "vt100", "vt220"].contains(terminal)
        // The first that is set and not empty counts, as setlocale(3) has it.
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty } ?? "C"
        let encoding = locale.split(separator: ".").dropFirst().first?.split(separator: "@").first ?? ""
        let isUnicode = ["utf8", "utf-8"].contains(encoding.lowercased()) && terminal != "linux"
        self.init(
            theme: hasColours ? .standard : .monochrome,
            glyphs: isUnicode ? .unicode : .ascii,
            time: time
        )
    }
}
