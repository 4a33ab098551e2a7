/// What one cell of a terminal shows: a spacing scalar with the marks on top of it.
///
/// That is smaller than Unicode's grapheme cluster where terminals disagree: they, and curses with them, place the
/// parts of an emoji that is joined by zero width joiners, or the halves of a Devanagari conjunct, side by side. So a
/// joiner or a variation selector is left out, each part gets columns of its own, and the width is the same everywhere.
struct Glyph: Equatable, Sendable {
    var text: String
    /// 1 or 2.
    var width: Int

    static let space = Glyph(text: " ", width: 1)
    /// More marks than this on one base are an attack on the lines around it, and curses keeps no more.
    static let maximumMarks = 4
}

/// The glyphs of a text, from left to right. Controls are dropped; white space of every kind becomes a space.
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

    /// Regional indicators become letters: some terminals join two of them to a flag of another width.
    private static func drawable(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        guard (0x1F1E6...0x1F1FF).contains(scalar.value) else { return scalar }
        return Unicode.Scalar(UInt8(scalar.value - 0x1F1E6) + UInt8(ascii: "A"))
    }
}
