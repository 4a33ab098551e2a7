/// The content of a terminal cell: a spacing scalar with its combining marks.
///
/// Smaller than Unicode's grapheme clusters where terminals disagree. Many terminals, and curses, place the parts of a
/// joined emoji or the halves of a Devanagari conjunct side by side. Dropping joiners and variation selectors gives
/// each part its own columns, so the width is the same everywhere.
struct Glyph: Equatable, Sendable {
    var text: String
    /// 1 or 2.
    var width: Int

    static let space = Glyph(text: " ", width: 1)
    /// More marks than this on one base disturb the surrounding lines, and curses stores no more.
    static let maximumMarks = 4
}

/// The glyphs of a text, from left to right. Drops control characters and turns all white space into spaces.
struct GlyphSequence: Sequence, IteratorProtocol {
    private var scalars: String.UnicodeScalarView.Iterator
    private var pending: Unicode.Scalar?

    init(_ text: String) {
        scalars = text.unicodeScalars.makeIterator()
        pending = scalars.next()
    }

    mutating func next() -> Glyph? {
        while let scalar = pending {
            pending = scalars.next()
            if scalar.value >= 0x20, scalar.value < 0x7F, (pending?.value ?? 0) < 0x300 {
                return Glyph(text: String(scalar), width: 1)
            }
            switch CharacterWidth.kind(of: scalar) {
            case .hidden:
                if scalar.properties.isWhitespace { return .space }
            case .mark:
                return withMarks(after: " ", width: 1, first: scalar)
            case .spacing(let width):
                return withMarks(after: Self.drawable(scalar), width: width, first: nil)
            }
        }
        return nil
    }

    private mutating func withMarks(after base: Unicode.Scalar, width: Int, first: Unicode.Scalar?) -> Glyph {
        var text = String(base)
        var count = 0
        if let first {
            text.unicodeScalars.append(first)
            count = 1
        }
        while let scalar = pending, scalar.value >= 0x300 {
            let kind = CharacterWidth.kind(of: scalar)
            if kind == .mark {
                if count < Glyph.maximumMarks { text.unicodeScalars.append(scalar) }
                count += 1
            } else if kind != .hidden || scalar.properties.isWhitespace {
                break
            }
            pending = scalars.next()
        }
        return Glyph(text: text, width: width)
    }

    /// Maps regional indicators to letters: some terminals join two of them into a flag of a different width.
    private static func drawable(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        guard (0x1F1E6...0x1F1FF).contains(scalar.value) else { return scalar }
        return Unicode.Scalar(UInt8(scalar.value - 0x1F1E6) + UInt8(ascii: "A"))
    }
}
