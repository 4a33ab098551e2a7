/// A colour of a terminal.
package enum Color: Hashable, Sendable {
    /// The terminal's own.
    case standard
    /// 0–15 are the terminal's palette, 16–231 a colour cube, 232–255 greys.
    case indexed(UInt8)
    /// 24 bits; shown as the nearest that the terminal has.
    case rgb(red: UInt8, green: UInt8, blue: UInt8)
}

/// How a cell looks.
package struct Style: Hashable, Sendable {
    /// What a terminal can do to a character besides colouring it.
    package struct Attributes: OptionSet, Hashable, Sendable {
        /// The bits.
        package var rawValue: UInt8

        /// From bits.
        package init(rawValue: UInt8) {
            self.rawValue = rawValue
        }

        /// Heavier.
        package static let bold = Attributes(rawValue: 1 << 0)
        /// Fainter.
        package static let dim = Attributes(rawValue: 1 << 1)
        /// Slanted.
        package static let italic = Attributes(rawValue: 1 << 2)
        /// Underlined.
        package static let underline = Attributes(rawValue: 1 << 3)
        /// Foreground and background exchanged.
        package static let reverse = Attributes(rawValue: 1 << 4)
        /// Struck through; shown as dim where the terminal cannot.
        package static let strikethrough = Attributes(rawValue: 1 << 5)
    }

    /// The colour of the character.
    package var foreground: Color
    /// The colour behind it.
    package var background: Color
    /// What else is done to it.
    package var attributes: Attributes

    /// A style; without arguments the terminal's plain one.
    package init(
        _ foreground: Color = .standard,
        on background: Color = .standard,
        _ attributes: Attributes = []
    ) {
        self.foreground = foreground
        self.background = background
        self.attributes = attributes
    }

    /// The terminal's own colours.
    package static let plain = Style()

    /// The same with more attributes.
    func adding(_ more: Attributes) -> Style {
        var style = self
        style.attributes.formUnion(more)
        return style
    }

    /// The same without colours.
    var withoutColours: Style { Style(.standard, on: .standard, attributes) }
}
