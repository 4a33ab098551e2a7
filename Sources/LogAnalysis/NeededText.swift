/// Texts of which a line must contain one, for a fast first look at many lines.
package struct NeededText: Sendable, Hashable {
    /// One of them.
    private struct Text: Hashable {
        let finder: TextFinder
        /// Whether a line that contains it needs no second look.
        let isEnough: Bool
    }

    private let texts: [Text]

    /// A text that is needed, and not enough; nil for an empty one.
    package init?(_ bytes: [UInt8]) {
        guard let finder = TextFinder(bytes) else { return nil }
        texts = [Text(finder: finder, isEnough: false)]
    }

    /// nil where there are none.
    init?(_ required: [RequiredText], isCaseSensitive: Bool) {
        guard !required.isEmpty else { return nil }
        var texts: [Text] = []
        for required in required {
            guard let finder = TextFinder(required.bytes, isCaseSensitive: isCaseSensitive) else { return nil }
            texts.append(Text(finder: finder, isEnough: required.isWhole))
        }
        // A character that stands for one of the text's letters has other bytes; where it is, a second look tells.
        for lookalike in Set(required.flatMap(\.lookalikes)).sorted(by: { $0.count < $1.count }) {
            if let finder = TextFinder(lookalike) { texts.append(Text(finder: finder, isEnough: false)) }
        }
        self.texts = texts
    }

    /// The text, where there is only one that a match can be, and all of it.
    var onlyText: TextFinder? { texts.count == 1 && texts[0].isEnough ? texts[0].finder : nil }

    /// Whether a line that may have what is needed has it for sure; nil where it has not.
    func look(at line: UnsafeRawBufferPointer) -> Bool? {
        var answer: Bool?
        for text in texts where text.finder.firstOffset(in: line) != nil {
            if text.isEnough { return true }
            answer = false
        }
        return answer
    }

    /// Finds the places in some bytes, from the first to the last.
    package func candidates(in bytes: UnsafeRawBufferPointer) -> Candidates { Candidates(self, bytes) }

    /// The places in some bytes, which must live for as long. Each byte is looked at once for each text.
    package struct Candidates {
        private let needed: NeededText
        private let bytes: UnsafeRawBufferPointer
        /// The next place of each text; nil where there is none.
        private var next: [Int?]

        init(_ needed: NeededText, _ bytes: UnsafeRawBufferPointer) {
            self.needed = needed
            self.bytes = bytes
            next = needed.texts.map { $0.finder.firstOffset(in: bytes) }
        }

        /// The first place at or after one that is not before the last call's, and whether the line that it is in needs no
        /// second look.
        package mutating func next(from start: Int) -> (place: Range<Int>, isSure: Bool)? {
            var best: (place: Range<Int>, isSure: Bool)?
            for index in next.indices {
                guard var offset = next[index] else { continue }
                let text = needed.texts[index]
                if offset < start {
                    next[index] = text.finder.firstOffset(in: bytes, from: start)
                    guard let found = next[index] else { continue }
                    offset = found
                }
                guard offset < best?.place.lowerBound ?? .max else { continue }
                best = (offset..<offset + text.finder.bytes.count, text.isEnough)
            }
            return best
        }
    }
}
