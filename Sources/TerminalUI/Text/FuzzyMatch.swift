/// How well a text matches a query, and where.
///
/// Each word of the query must be a case-insensitive subsequence of the text: `rbe` matches `restart backend`. Letters
/// at word starts and consecutive letters score higher, gaps lower, and of equal matches the shorter text wins.
struct FuzzyMatch: Hashable, Sendable {
    private enum Weight {
        static let letter = 16
        static let wordStart = 12
        static let run = 14
        static let gap = -1
        static let none = -1_000_000
        /// Texts of similar length score equally and so keep their list order.
        static let charactersPerPoint = 12
    }

    /// Higher is better.
    private(set) var score: Int
    /// The indices of the matched characters, ascending.
    private(set) var positions: [Int]

    /// Creates a match; nil if the text does not match. An empty query matches everything.
    init?(_ query: String, in text: String) {
        let letters = text.lowercased().map(\.self)
        let original = Array(text)
        // Lowercasing may change the length, which would shift the positions.
        let characters = letters.count == original.count ? letters : original
        var positions: Set<Int> = []
        score = -characters.count / Weight.charactersPerPoint
        for word in query.lowercased().split(separator: " ") {
            guard let found = Self.best(Array(word), in: characters) else { return nil }
            score += found.score
            positions.formUnion(found.positions)
        }
        self.positions = positions.sorted()
    }

    /// Returns the best-scoring subsequence match of a word.
    private static func best(_ word: [Character], in text: [Character]) -> (score: Int, positions: [Int])? {
        guard !word.isEmpty, word.count <= text.count else { return nil }
        let columns = text.count
        // ends[i][j] is the best score with letter i matched at j; from[i][j] is where letter i - 1 matched then.
        var ends = Array(repeating: Array(repeating: Weight.none, count: columns), count: word.count)
        var from = Array(repeating: Array(repeating: -1, count: columns), count: word.count)
        for (row, letter) in word.enumerated() {
            // The best score of the previous row so far, minus a point per column since.
            var before = (score: Weight.none, place: -1)
            for column in 0..<columns {
                if row > 0, column > 0 {
                    before.score += Weight.gap
                    if ends[row - 1][column - 1] > before.score { before = (ends[row - 1][column - 1], column - 1) }
                }
                guard text[column] == letter else { continue }
                let own = Weight.letter + (isWordStart(column, in: text) ? Weight.wordStart : 0)
                if row == 0 {
                    ends[row][column] = own
                    continue
                }
                var best = before
                if column > 0, ends[row - 1][column - 1] + Weight.run > best.score {
                    best = (ends[row - 1][column - 1] + Weight.run, column - 1)
                }
                guard best.place >= 0, best.score > Weight.none / 2 else { continue }
                ends[row][column] = best.score + own
                from[row][column] = best.place
            }
        }
        guard let last = ends[word.count - 1].indices.max(by: { ends[word.count - 1][$0] < ends[word.count - 1][$1] }),
            ends[word.count - 1][last] > Weight.none / 2
        else { return nil }
        var places = [last]
        for row in stride(from: word.count - 1, to: 0, by: -1) { places.append(from[row][places[places.count - 1]]) }
        return (ends[word.count - 1][last], places.reversed())
    }

    private static func isWordStart(_ place: Int, in text: [Character]) -> Bool {
        guard place > 0 else { return true }
        let before = text[place - 1]
        return !(before.isLetter || before.isNumber)
    }
}
