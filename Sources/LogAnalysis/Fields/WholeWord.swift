/// A case-sensitive search for a whole word: not adjacent to a letter, digit, `_` or `-`, so that the slug `north` is not
/// found in `north-side`.
struct WholeWord: Sendable {
    /// Nil for an empty word, which no line contains.
    let finder: TextFinder?

    init(_ text: String) { finder = TextFinder(text.utf8) }

    /// Whether a line contains the word.
    func isContained(in line: Bytes) -> Bool {
        guard let finder else { return false }
        var start = 0
        while let place = finder.firstOffset(in: line, from: start) {
            let end = place + finder.bytes.count
            if place == 0 || !Self.isWordPart(line[place - 1]), end == line.count || !Self.isWordPart(line[end]) {
                return true
            }
            start = place + 1
        }
        return false
    }

    private static func isWordPart(_ byte: UInt8) -> Bool { byte.isWordPart || byte == UInt8(ascii: "-") }
}
