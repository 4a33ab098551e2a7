package import Alerting
package import ControlAPI

/// Options of the terminal application.
package struct TerminalOptions: Sendable {
    package var theme: Theme
    package var glyphs: Glyphs
    package var time: TimeSource
    /// Whether the terminal bell rings when a service fails or recovers.
    package var ringsBell = false
    /// The initial pane sizes.
    package var sizes = PaneSizes()
    /// Saves the pane sizes for the next run. Called rarely; must not block for long.
    package var keepSizes: @Sendable (PaneSizes) -> Void = { _ in }
    /// Notices shown at startup, such as a mistake in the configuration file.
    package var notices: [String] = []
    /// Starts the stack again after it was shut down; nil if that is impossible from here. Returns an error message, or
    /// nil once the start has begun.
    package var startStack: (@Sendable () async -> String?)?
    package var tools: any SystemTools = NoSystemTools()
    /// The source of alerts; nil without one.
    package var alerts: (any AlertSource)?
    /// Whether service metrics and running times are shown. Without them the program draws nothing and sleeps while
    /// nothing happens to the stack.
    package var showsMetrics = true
    package var keys = KeyMap.standard
    /// The end of the recording that is shown, in nanoseconds since 1970; nil for a stack.
    package var recordingEndNs: Int64?
    /// Returns CPU and memory of services at an earlier moment, in nanoseconds since 1970; nil if they are not known.
    package var pastFigures: (@Sendable (_ momentNs: Int64) async -> [ServiceMetrics])?
    /// Returns what the monitoring said at an earlier moment; nil if that is not known.
    package var pastAlerts: (@Sendable (_ momentNs: Int64) async -> AlertReport?)?
    /// The stack's dashboards, if they can be shown.
    package var dashboards: DashboardShelf?
    /// The log of frame costs, if any.
    package var frameLog: FrameLog?

    package init(theme: Theme = .standard, glyphs: Glyphs = .unicode, time: TimeSource = .system()) {
        self.theme = theme
        self.glyphs = glyphs
        self.time = time
    }

    /// Creates options from environment variables: CPADEV_THEME selects the theme and CPADEV_METRICS=off hides metrics.
    /// A non-empty `NO_COLOR` (no-color.org) or a terminal without colours selects the monochrome theme. See
    /// ``usesUnicode(_:isUnicode:)`` for ASCII.
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

    /// Whether characters beyond ASCII are shown: if the locale is UTF-8, except on the Linux console, whose font lacks
    /// the glyphs.
    ///
    /// - Parameter isUnicode: whether the locale is UTF-8; nil if only its name is known.
    package static func usesUnicode(_ environment: [String: String], isUnicode: Bool? = nil) -> Bool {
        if environment["TERM"] == "linux" { return false }
        if let isUnicode { return isUnicode }
        // The first non-empty variable wins. Source: setlocale(3).
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty } ?? "C"
        let encoding = locale.split(separator: ".").dropFirst().first?.split(separator: "@").first ?? ""
        return ["utf8", "utf-8"].contains(encoding.lowercased())
    }

    /// The background according to COLORFGBG, which rxvt, Konsole and others set: palette numbers, the background last.
    /// Dark by default.
    package static func background(_ environment: [String: String]) -> TerminalReport.Background {
        let number = environment["COLORFGBG"]?.split(separator: ";").last.flatMap { Int($0) }
        return number == 7 || (9...15).contains(number ?? 0) ? .light : .dark
    }
}
