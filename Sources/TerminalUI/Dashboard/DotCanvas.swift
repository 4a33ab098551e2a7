/// Lines drawn in dots, eight of which share a cell: two columns of four.
///
/// A cell has the style of the line that was drawn last. Where braille cannot be shown, a cell shows its lowest mark.
struct DotCanvas {
    private let columns: Int
    private let rows: Int
    private var dots: [UInt8]
    private var owners: [Int]

    init(columns: Int, rows: Int) {
        self.columns = max(0, columns)
        self.rows = max(0, rows)
        dots = Array(repeating: 0, count: self.columns * self.rows)
        owners = Array(repeating: 0, count: self.columns * self.rows)
    }

    var width: Int { columns * 2 }
    var height: Int { rows * 4 }

    /// The bit of a dot by column and row. Source: Unicode 16, 2800 to 28FF.
    private static func bit(_ x: Int, _ y: Int) -> UInt8 { y < 3 ? 1 << UInt8(y + 3 * x) : 0x40 << UInt8(x) }

    /// Sets a dot, counted from the top left. Dots outside are left out.
    mutating func set(x: Int, y: Int, owner: Int) {
        guard x >= 0, y >= 0, x < width, y < height else { return }
        let cell = y / 4 * columns + x / 2
        dots[cell] |= Self.bit(x % 2, y % 4)
        owners[cell] = owner
    }

    /// Draws a line between two dots that are both included.
    mutating func line(from start: (x: Int, y: Int), to end: (x: Int, y: Int), owner: Int) {
        let steps = max(abs(end.x - start.x), abs(end.y - start.y))
        guard steps > 0 else { return set(x: start.x, y: start.y, owner: owner) }
        for step in 0...steps {
            set(
                x: start.x + (end.x - start.x) * step / steps,
                y: start.y + (end.y - start.y) * step / steps,
                owner: owner
            )
        }
    }

    /// Calls `body` for each cell that has dots.
    func forEachCell(isASCII: Bool, _ body: (_ x: Int, _ y: Int, _ glyph: Glyph, _ owner: Int) -> Void) {
        let glyphs = isASCII ? Self.asciiGlyphs : Self.brailleGlyphs
        for cell in dots.indices where dots[cell] != 0 {
            body(cell % columns, cell / columns, glyphs[Int(dots[cell])], owners[cell])
        }
    }

    /// By dots.
    private static let brailleGlyphs = (0..<256).map { dots in
        Glyph(text: UnicodeScalar(0x2800 + UInt32(dots)).map(String.init) ?? " ", width: 1)
    }
    private static let asciiGlyphs = (0..<256).map { Glyph(text: ascii(UInt8($0)), width: 1) }

    private static func ascii(_ dots: UInt8) -> String {
        if dots & 0xC0 != 0 { return dots & 0x3F != 0 ? "|" : "_" }
        if dots & 0x24 != 0 { return "-" }
        return dots & 0x12 != 0 ? "-" : "'"
    }
}
