import Dashboards

/// How a dashboard is drawn.
package struct DashboardLook: Sendable {
    var theme: Theme
    let glyphs: Glyphs

    package init(theme: Theme, glyphs: Glyphs) {
        self.theme = theme
        self.glyphs = glyphs
    }

    var isASCII: Bool { glyphs == .ascii }
    /// Whether letters tell series apart, because colours cannot.
    var hasMarks: Bool { !theme.showsColours }
    var muted: Style { theme[.muted] }

    /// Stands on the time axis where an alert fired.
    var alertMark: String { isASCII ? "^" : "▲" }
    /// The line at the cursor's time.
    var cursorLine: String { isASCII ? ":" : "│" }

    /// Colours that can be told apart on dark and light backgrounds.
    func style(ofSeries index: Int) -> Style {
        theme.showsColours ? theme.style(ofServiceAt: index) : .plain
    }

    func mark(ofSeries index: Int) -> String {
        guard hasMarks else { return isASCII ? "#" : "■" }
        return String(UnicodeScalar(UInt8(ascii: "a") + UInt8(index % 26)))
    }

    func style(of colour: Thresholds.Colour) -> Style {
        switch colour {
        case .good: theme[.healthy]
        case .warning: theme[.warning]
        case .bad: theme[.error]
        case .neutral: .plain
        }
    }

    func style(of alert: FiringAlert) -> Style {
        ["critical", "high"].contains(alert.severity) ? theme[.error] : theme[.warning]
    }
}
