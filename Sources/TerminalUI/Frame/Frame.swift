/// A picture of the whole screen: a grid of cells that a ``Screen`` shows.
///
/// Writes are clipped to the frame. A wide character that does not fit becomes a space, and overwriting half of a wide
/// character blanks the other half. Cells never contain control characters.
package struct Frame: Hashable, Sendable {
    package let size: Size
    /// The cells in row-major order from the top left; `width × height` of them.
    public private(set) var cells: [Cell]

    /// A blank frame.
    package init(size: Size) {
        self.size = size
        cells = Array(repeating: .blank, count: size.width * size.height)
    }

    /// The cells of one row.
    ///
    /// - Precondition: `y` is inside the frame.
    package func row(_ y: Int) -> ArraySlice<Cell> {
        cells[y * size.width..<(y + 1) * size.width]
    }

    /// The columns of a row from the first to the last cell that differs from another frame of the same size: nil if
    /// none differs, all columns without such a frame. The range never splits a wide character of either frame.
    ///
    /// - Precondition: `y` is inside the frame.
    package func changedColumns(row y: Int, since old: Frame?) -> Range<Int>? {
        guard let old, old.size == size else { return 0..<size.width }
        let start = y * size.width
        return cells.withUnsafeBufferPointer { new in
            old.cells.withUnsafeBufferPointer { old in
                var first = start
                var last = start + size.width
                while first < last, new[first] == old[first] { first += 1 }
                if first == last { return nil }
                while new[last - 1] == old[last - 1] { last -= 1 }
                while first > start, new[first].width == 0 || old[first].width == 0 { first -= 1 }
                while last < start + size.width, new[last].width == 0 || old[last].width == 0 { last += 1 }
                return first - start..<last - start
            }
        }
    }

    /// The text of one row, including trailing spaces.
    package func text(row y: Int) -> String {
        row(y).map(\.text).joined()
    }

    /// The text of all rows without trailing spaces.
    package var text: String {
        (0..<size.height).map { y in
            var line = Substring(text(row: y))
            while line.last == " " { line.removeLast() }
            return String(line)
        }.joined(separator: "\n")
    }

    var bounds: Rect { Rect(size) }

    /// Writes a text rightwards from `x`, clipped to `clip`. Returns the column after it.
    @discardableResult
    mutating func write(_ text: String, x: Int, y: Int, style: Style = .plain, in clip: Rect) -> Int {
        let area = clip.intersection(bounds)
        guard y >= area.y, y < area.endY else { return x }
        var column = x
        for glyph in GlyphSequence(text) {
            if column >= area.endX { return column }
            if column >= area.x, column + glyph.width <= area.endX {
                put(glyph, x: column, y: y, style: style)
            } else if column + glyph.width > area.x {
                // Only half of a wide character is inside: a space replaces it.
                for half in column..<column + glyph.width where half >= area.x && half < area.endX {
                    put(.space, x: half, y: y, style: style)
                }
            }
            column += glyph.width
        }
        return column
    }

    /// Writes styled text rightwards from `x`, clipped to `clip`. Returns the column after it.
    @discardableResult
    mutating func write(_ line: StyledLine, x: Int, y: Int, in clip: Rect) -> Int {
        var column = x
        for span in line.spans {
            column = write(span.text, x: column, y: y, style: span.style, in: clip)
        }
        return column
    }

    /// Writes one glyph, if it fits into the frame.
    mutating func set(_ glyph: Glyph, x: Int, y: Int, style: Style) {
        guard x >= 0, y >= 0, x + glyph.width <= size.width, y < size.height else { return }
        put(glyph, x: x, y: y, style: style)
    }

    /// Copies another frame to a place, clipped to `clip`.
    mutating func copy(_ other: Frame, x: Int, y: Int, in clip: Rect) {
        let area = Rect(x: x, y: y, width: other.size.width, height: other.size.height).intersection(clip)
            .intersection(bounds)
        guard !area.isEmpty else { return }
        for row in area.y..<area.endY {
            let target = row * size.width
            let source = (row - y) * other.size.width - x
            breakWide(at: target + area.x)
            breakWide(at: target + area.endX - 1)
            for column in area.x..<area.endX { cells[target + column] = other.cells[source + column] }
            // Half of a wide character at an edge becomes a space.
            let (first, last) = (target + area.x, target + area.endX - 1)
            if cells[first].width == 0 { cells[first] = Cell(.space, style: cells[first].style) }
            if cells[last].width == 2 { cells[last] = Cell(.space, style: cells[last].style) }
        }
    }

    /// Blanks a rectangle.
    mutating func clear(_ rect: Rect, style: Style = .plain) {
        let area = rect.intersection(bounds)
        for y in area.y..<area.endY {
            for x in area.x..<area.endX { put(.space, x: x, y: y, style: style) }
        }
    }

    /// Changes the styles in a rectangle, keeping its text.
    mutating func restyle(_ rect: Rect, _ change: (Style) -> Style) {
        let area = rect.intersection(bounds)
        for y in area.y..<area.endY {
            for x in area.x..<area.endX {
                let index = y * size.width + x
                cells[index].style = change(cells[index].style)
            }
        }
    }

    private mutating func put(_ glyph: Glyph, x: Int, y: Int, style: Style) {
        let index = y * size.width + x
        breakWide(at: index)
        if glyph.width == 2 {
            breakWide(at: index + 1)
            cells[index + 1] = .continuation(style)
        }
        cells[index] = Cell(glyph, style: style)
    }

    private mutating func breakWide(at index: Int) {
        let cell = cells[index]
        if cell.width == 0 {
            cells[index - 1] = Cell(.space, style: cells[index - 1].style)
        } else if cell.width == 2 {
            cells[index + 1] = Cell(.space, style: cell.style)
        }
    }
}
