/// Texts of which a line must contain one: a fast prefilter for many lines.
package struct Prefilter: Sendable, Hashable {
    private struct Text: Hashable {
        let finder: TextFinder
        /// Whether a line that contains the text matches for certain.
        let isEnough: Bool
    }

    private let texts: [Text]

    /// A text that is required but not sufficient; nil for an empty one.
    package init?(_ bytes: [UInt8]) {
        guard let finder = TextFinder(bytes) else { return nil }
        texts = [Text(finder: finder, isEnough: false)]
    }

    /// Returns nil if there are no required texts.
    init?(_ required: [RequiredText], isCaseSensitive: Bool) {
        guard !required.isEmpty else { return nil }
        var texts: [Text] = []
        for required in required {
            guard let finder = TextFinder(required.bytes, isCaseSensitive: isCaseSensitive) else { return nil }
            texts.append(Text(finder: finder, isEnough: required.isWhole))
        }
        // A lookalike of one of the text's letters has other bytes. The matcher decides about lines that contain one.
        for lookalike in Set(required.flatMap(\.lookalikes)).sorted(by: { $0.count < $1.count }) {
            if let finder = TextFinder(lookalike) { texts.append(Text(finder: finder, isEnough: false)) }
        }
        self.texts = texts
    }

    /// The only text, if a match is exactly an occurrence of it.
    var onlyText: TextFinder? { texts.count == 1 && texts[0].isEnough ? texts[0].finder : nil }

    /// Checks a line: true if it matches for certain, false if the matcher must decide, nil if it cannot match.
    func look(at line: UnsafeRawBufferPointer) -> Bool? {
        var answer: Bool?
        for text in texts where text.finder.firstOffset(in: line) != nil {
            if text.isEnough { return true }
            answer = false
        }
        return answer
    }

    /// Iterates over the occurrences in `bytes`, from first to last.
    package func candidates(in bytes: UnsafeRawBufferPointer) -> Candidates { Candidates(self, bytes) }

    /// The occurrences in a buffer, which must outlive this value. Each text scans each byte once.
    package struct Candidates {
        private let needed: Prefilter
        private let bytes: UnsafeRawBufferPointer
        /// The next occurrence of each text; nil if there is none.
        private var next: [Int?]

        init(_ needed: Prefilter, _ bytes: UnsafeRawBufferPointer) {
            self.needed = needed
            self.bytes = bytes
            next = needed.texts.map { $0.finder.firstOffset(in: bytes) }
        }

        /// The first occurrence at or after `start`, and whether its line matches for certain. `start` must not decrease.
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
