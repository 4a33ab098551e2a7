/// The style of each part of the screen.
///
/// A theme maps roles, not places, so that a new theme is just a new value. The standard theme uses the terminal's own
/// palette wherever a colour carries meaning, so it suits light and dark terminals.
package struct Theme: Hashable, Sendable {
    /// The purpose of a style.
    enum Role: Hashable, Sendable, CaseIterable {
        case text, muted, border, focusedBorder, title, accent, selected, key
        case healthy, starting, waiting, failed, unhealthy, stopped, unavailable
        case info, warning, error
    }

    /// Whether colours in log lines are shown.
    var showsColours: Bool
    private var styles: [Role: Style]
    /// Styles that distinguish services in merged logs.
    private var serviceStyles: [Style]

    init(showsColours: Bool, styles: [Role: Style], serviceStyles: [Style]) {
        self.showsColours = showsColours
        self.styles = styles
        self.serviceStyles = serviceStyles
    }

    subscript(role: Role) -> Style { styles[role] ?? .plain }

    /// The style of a service's name in merged logs, by its index in the project.
    func style(ofServiceAt index: Int) -> Style {
        serviceStyles.isEmpty ? self[.muted] : serviceStyles[index % serviceStyles.count]
    }

    /// The colours of the terminal's palette. ``adapted(to:)`` selects readable ones for a light background.
    package static let standard = Theme(
        showsColours: true,
        styles: [
            .muted: Style(.indexed(244)),
            .border: Style(.indexed(242)),
            .focusedBorder: Style(.indexed(6)),
            .title: Style(.standard, .bold),
            .accent: Style(.indexed(6), .bold),
            .selected: Style(.standard, .bold),
            .key: Style(.indexed(6)),
            .healthy: Style(.indexed(2)),
            .starting: Style(.indexed(3)),
            .waiting: Style(.indexed(244)),
            .failed: Style(.indexed(1), .bold),
            .unhealthy: Style(.indexed(5), .bold),
            .stopped: Style(.indexed(244)),
            .unavailable: Style(.indexed(5)),
            .info: Style(.indexed(2)),
            .warning: Style(.indexed(3)),
            .error: Style(.indexed(1), .bold),
        ],
        serviceStyles: [6, 5, 3, 2, 12, 13, 14, 10, 4].map { Style(.indexed($0)) }
    )

    /// No colours, for `NO_COLOR`: shape, weight and inversion carry the meaning.
    package static let monochrome = Theme(
        showsColours: false,
        styles: [
            .muted: Style(.standard, .dim),
            .border: Style(.standard, .dim),
            .title: Style(.standard, .bold),
            .accent: Style(.standard, .bold),
            .selected: Style(.standard, .bold),
            .key: Style(.standard, .bold),
            .waiting: Style(.standard, .dim),
            .failed: Style(.standard, .bold),
            .unhealthy: Style(.standard, .bold),
            .stopped: Style(.standard, .dim),
            .error: Style(.standard, .bold),
        ],
        serviceStyles: []
    )
}

extension Style {
    init(_ foreground: Color, _ attributes: Attributes) {
        self.init(foreground, on: .standard, attributes)
    }
}
