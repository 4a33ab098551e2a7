/// Which style each part of the screen has.
///
/// A theme names roles, never places, so that a new one is a new value. The built-in ones take their colours from the
/// terminal's own palette where a colour means something, so that they suit a light terminal as well as a dark one.
package struct Theme: Hashable, Sendable {
    /// What a style is for.
    enum Role: Hashable, Sendable, CaseIterable {
        case text, muted, border, focusedBorder, title, accent, selected, key
        case healthy, starting, waiting, failed, unhealthy, stopped, unavailable
        case info, warning, error
    }

    /// Whether colours that a log line brings are shown.
    var showsColours: Bool
    private var styles: [Role: Style]
    /// Colours that tell services apart in merged logs.
    private var serviceStyles: [Style]

    init(showsColours: Bool, styles: [Role: Style], serviceStyles: [Style]) {
        self.showsColours = showsColours
        self.styles = styles
        self.serviceStyles = serviceStyles
    }

    subscript(role: Role) -> Style { styles[role] ?? .plain }

    /// The style of the name of the service at this place of the project, in merged logs.
    func style(ofServiceAt index: Int) -> Style {
        serviceStyles.isEmpty ? self[.muted] : serviceStyles[index % serviceStyles.count]
    }

    /// The colours of the terminal's palette; on a light background ``adapted(to:)`` says which of them can be read.
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

    /// No colours at all, for `NO_COLOR`: shape, weight and inversion say everything.
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
