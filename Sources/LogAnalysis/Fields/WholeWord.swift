import Glibc

/// A case-sensitive search for a whole word: not adjacent to a letter, digit, `_` or `-`, so that the slug `north` is not
/// found in `north-side`.
struct WholeWord: Sendable {
    let bytes: [UInt8]

    init(_ text: String) {
        bytes = Array(text.utf8)
    }

    /// Whether a line contains the word; false for an empty word.
    func isContained(in line: Bytes) -> Bool {
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
