/// A colour of a terminal.
public enum Color: Hashable, Sendable {
    /// The terminal's own.
    case standard
    /// 0–15 are the terminal's palette, 16–231 a colour cube, 232–255 greys.
    case indexed(UInt8)
    /// 24 bits; shown as the nearest that the terminal has.
    case rgb(red: UInt8, green: UInt8, blue: UInt8)
}

/// How a cell looks.
public struct Style: Hashable, Sendable {
    /// What a terminal can do to a character besides colouring it.
    public struct Attributes: OptionSet, Hashable, Sendable {
        /// The bits.
        public var rawValue: UInt8

        /// From bits.
        public init(rawValue: UInt8) {
            self.rawValue = rawValue
        }

        /// Heavier.
        public static let bold = Attributes(rawValue: 1 << 0)
        /// Fainter.
        public static let dim = Attributes(rawValue: 1 << 1)
        /// Slanted.
        public static let italic = Attributes(rawValue: 1 << 2)
        /// Underlined.
        public static let underline = Attributes(rawValue: 1 << 3)
        /// Foreground and background exchanged.
        public static let reverse = Attributes(rawValue: 1 << 4)
        /// Struck through; shown as dim where the terminal cannot.
        public static let strikethrough = Attributes(rawValue: 1 << 5)
    }

    /// The colour of the character.
    public var foreground: Color
    /// The colour behind it.
    public var background: Color
    /// What else is done to it.
    public var attributes: Attributes

    /// A style; without arguments the terminal's plain one.
    public init(
        _ foreground: Color = .standard,
        on background: Color = .standard,
        _ attributes: Attributes = []
    ) {
        self.foreground = foreground
        self.background = background
        self.attributes = attributes
    }

    /// The terminal's own colours.
    public static let plain = Style()

    /// The same with more attributes.
    func adding(_ more: Attributes) -> Style {
        var style = self
        style.attributes.formUnion(more)
        return style
    }

    /// The same without colours.
    var withoutColours: Style { Style(.standard, on: .standard, attributes) }
}
