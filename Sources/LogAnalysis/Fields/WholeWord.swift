import Glibc

/// A text that is looked for as a word of its own: letters, digits, `_` and `-` do not stand beside it, so that the slug
/// `north` is not found in `north-side`. Capitals count.
struct WholeWord: Sendable {
    let bytes: [UInt8]

    init(_ text: String) {
        bytes = Array(text.utf8)
    }

    /// Whether it stands in a line; an empty one stands in none.
    func stands(in line: Bytes) -> Bool {
        guard let first = bytes.first, let base = line.baseAddress else { return false }
        var start = 0
        while line.count - start >= bytes.count,
            let found = memchr(base + start, Int32(first), line.count - start - bytes.count + 1)
        {
            let place = UnsafeRawPointer(found) - base
            let end = place + bytes.count
            if place == 0 || !Self.isWordPart(line[place - 1]), end == line.count || !Self.isWordPart(line[end]),
                memcmp(base + place, bytes, bytes.count) == 0
            {
                return true
            }
            start = place + 1
        }
        return false
    }

    private static func isWordPart(_ byte: UInt8) -> Bool { byte.isWordPart || byte == UInt8(ascii: "-") }
}
