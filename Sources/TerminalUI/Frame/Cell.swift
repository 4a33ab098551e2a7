/// One cell of a ``Frame``.
package struct Cell: Hashable, Sendable {
    /// A spacing character with its combining marks, free of controls; empty in the second cell of a wide character.
    package let text: String
    /// The columns occupied by the text: 1 or 2; 0 in the second cell of a wide character.
    package let width: Int8
    /// The style.
    public internal(set) var style: Style

    init(_ glyph: Glyph, style: Style) {
        text = glyph.text
        width = Int8(glyph.width)
        self.style = style
    }

    private init(text: String, width: Int8, style: Style) {
        self.text = text
        self.width = width
        self.style = style
    }

    static let blank = Cell(.space, style: .plain)

    /// The second cell of a wide character.
    static func continuation(_ style: Style) -> Cell {
        Cell(text: "", width: 0, style: style)
    }
}
