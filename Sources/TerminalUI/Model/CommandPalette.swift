/// The command palette: what was typed, and which of the matches is marked.
struct CommandPalette: Hashable, Sendable {
    /// More would fit on no screen's line.
    private static let longestText = 200

    /// An entry that meets what was typed.
    struct Match: Hashable, Sendable {
        var entry: PaletteEntry
        /// Which characters of the title were met.
        var positions: [Int]
    }

    private(set) var text = ""
    /// The place of the marked match.
    private(set) var marked = 0

    /// What meets the text, the best first; of equals the one that is listed first.
    func matches(in model: AppModel) -> [Match] {
        let found = PaletteEntry.all(of: model).enumerated().compactMap { place, entry in
            FuzzyMatch(text, in: entry.title).map { (place: place, entry: entry, match: $0) }
        }
        let isSearched = text.contains { $0 != " " }
        let ordered = isSearched ? found.sorted { ($1.match.score, $0.place) < ($0.match.score, $1.place) } : found
        return ordered.map { Match(entry: $0.entry, positions: $0.match.positions) }
    }

    /// Adds what was typed; the best match becomes the marked one.
    mutating func insert(_ character: Character) {
        guard text.count < Self.longestText else { return }
        let plain = LogSanitizer.plain(String(character))
        guard !plain.isEmpty else { return }
        text += plain
        marked = 0
    }

    mutating func erase() {
        _ = text.popLast()
        marked = 0
    }

    mutating func clear() {
        text = ""
        marked = 0
    }

    /// Marks another match of so many; it stops at the ends.
    mutating func move(by places: Int, of count: Int) {
        marked = max(0, min(marked + places, count - 1))
    }

    mutating func mark(_ place: Int) { marked = max(0, place) }
}
