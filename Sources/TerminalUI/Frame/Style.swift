/// A terminal colour.
package enum Color: Hashable, Sendable {
    /// The terminal's default.
    case standard
    /// Index 0–15 is the terminal's palette, 16–231 a colour cube, 232–255 greys.
    case indexed(UInt8)
    /// A 24-bit colour, shown as the nearest one that the terminal has.
    case rgb(red: UInt8, green: UInt8, blue: UInt8)
}

/// The colours and attributes of a cell.
package struct Style: Hashable, Sendable {
    /// Text attributes besides colour.
    package struct Attributes: OptionSet, Hashable, Sendable {
        package var rawValue: UInt8

        package init(rawValue: UInt8) {
            self.rawValue = rawValue
        }

        package static let bold = Attributes(rawValue: 1 << 0)
        package static let dim = Attributes(rawValue: 1 << 1)
        package static let italic = Attributes(rawValue: 1 << 2)
        package static let underline = Attributes(rawValue: 1 << 3)
        /// Foreground and background swapped.
        package static let reverse = Attributes(rawValue: 1 << 4)
        /// Shown as dim, since curses has no strikethrough.
        package static let strikethrough = Attributes(rawValue: 1 << 5)
    }

    package var foreground: Color
    package var background: Color
    package var attributes: Attributes

    /// Creates a style; without arguments the terminal's default.
    package init(
        _ foreground: Color = .standard,
        on background: Color = .standard,
        _ attributes: Attributes = []
    ) {
        self.foreground = foreground
        self.background = background
        self.attributes = attributes
    }

    /// The terminal's default colours without attributes.
    package static let plain = Style()

    /// Returns the style with more attributes.
    func adding(_ more: Attributes) -> Style {
        var style = self
        style.attributes.formUnion(more)
        return style
    }

    /// The style without colours.
    var strippingColors: Style { Style(.standard, on: .standard, attributes) }
}
