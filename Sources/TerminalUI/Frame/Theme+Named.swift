/// The themes that a user can select by name.
extension Theme {
    package static let names = ["standard", "dark", "light", "monochrome"]

    /// Returns the theme with a name; nil if there is none.
    package static func named(_ name: String) -> Theme? {
        switch name {
        case "standard": .standard
        case "dark": .dark
        case "light": .light
        case "monochrome": .monochrome
        default: nil
        }
    }

    /// Returns the theme for a terminal with this background. Only ``standard`` adapts: a user who selects another
    /// theme knows the terminal.
    package func adapted(to background: TerminalReport.Background) -> Theme {
        guard dependsOnBackground else { return self }
        return background == .light ? .standardOnLight : .standard
    }

    /// Whether ``adapted(to:)`` may return another theme.
    package var dependsOnBackground: Bool { self == .standard || self == .standardOnLight }

    /// Palette colours without the bright half, which is hard to read on white.
    static let standardOnLight = Theme(
        showsColours: true,
        styles: [
            .muted: Style(.indexed(241)),
            .border: Style(.indexed(247)),
            .focusedBorder: Style(.indexed(4)),
            .title: Style(.standard, .bold),
            .accent: Style(.indexed(4), .bold),
            .selected: Style(.standard, .bold),
            .key: Style(.indexed(4)),
            .healthy: Style(.indexed(2)),
            .starting: Style(.indexed(130)),
            .waiting: Style(.indexed(241)),
            .failed: Style(.indexed(1), .bold),
            .unhealthy: Style(.indexed(5), .bold),
            .stopped: Style(.indexed(241)),
            .unavailable: Style(.indexed(5)),
            .info: Style(.indexed(2)),
            .warning: Style(.indexed(130)),
            .error: Style(.indexed(1), .bold),
        ],
        serviceStyles: [4, 5, 2, 1, 6, 130, 22, 90, 24].map { Style(.indexed($0)) }
    )

    /// Soft colours on a dark background, whatever the terminal's palette is.
    package static let dark = Theme(
        colours: Colours(
            text: 0xD8DEE9,
            muted: 0x8A94A6,
            line: 0x5B6475,
            accent: 0x7FC8D6,
            good: 0x9CCB86,
            wait: 0xE5C07B,
            bad: 0xF07178,
            odd: 0xC792EA
        ),
        services: [0x7FC8D6, 0xC792EA, 0xE5C07B, 0x9CCB86, 0x82AAFF, 0xF78C6C, 0x89DDFF, 0xC3E88D, 0xD7A0B0]
    )

    /// Strong colours on a light background, whatever the terminal's palette is.
    package static let light = Theme(
        colours: Colours(
            text: 0x24292F,
            muted: 0x57606A,
            line: 0xA0A8B2,
            accent: 0x0550AE,
            good: 0x116329,
            wait: 0x8A5A00,
            bad: 0xB31D28,
            odd: 0x6F42C1
        ),
        services: [0x0550AE, 0x6F42C1, 0x8A5A00, 0x116329, 0x005F87, 0xA0450E, 0x00696E, 0x4C6B00, 0x97266D]
    )

    /// The 24-bit colours of a theme that does not use the palette.
    private struct Colours {
        var text, muted, line, accent, good, wait, bad, odd: UInt32
    }

    private init(colours: Colours, services: [UInt32]) {
        func style(_ colour: UInt32, _ attributes: Style.Attributes = []) -> Style {
            let bytes = [colour >> 16, colour >> 8, colour].map { UInt8(truncatingIfNeeded: $0) }
            return Style(.rgb(red: bytes[0], green: bytes[1], blue: bytes[2]), attributes)
        }
        self.init(
            showsColours: true,
            styles: [
                .text: style(colours.text),
                .muted: style(colours.muted),
                .border: style(colours.line),
                .focusedBorder: style(colours.accent),
                .title: style(colours.text, .bold),
                .accent: style(colours.accent, .bold),
                .selected: style(colours.text, .bold),
                .key: style(colours.accent),
                .healthy: style(colours.good),
                .starting: style(colours.wait),
                .waiting: style(colours.muted),
                .failed: style(colours.bad, .bold),
                .unhealthy: style(colours.odd, .bold),
                .stopped: style(colours.muted),
                .unavailable: style(colours.odd),
                .info: style(colours.good),
                .warning: style(colours.wait),
                .error: style(colours.bad, .bold),
            ],
            serviceStyles: services.map { style($0) }
        )
    }
}
