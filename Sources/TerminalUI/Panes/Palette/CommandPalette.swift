/// The command palette: the query and the selected match.
struct CommandPalette: Hashable, Sendable {
    /// Longer queries fit on no screen.
    private static let longestText = 200

    /// An entry that matches the query.
    struct Match: Hashable, Sendable {
        var entry: PaletteEntry
        /// The indices of the matched characters in the title.
        var positions: [Int]
    }

    private(set) var text = ""
    /// The index of the selected match.
    private(set) var marked = 0

    /// The entries that match the query, best first; equally good ones in list order.
    func matches(in model: AppModel) -> [Match] {
        let found = PaletteEntry.all(of: model).enumerated().compactMap { place, entry in
            FuzzyMatch(text, in: entry.title).map { (place: place, entry: entry, match: $0) }
        }
        let isSearched = text.contains { $0 != " " }
        let ordered = isSearched ? found.sorted { ($1.match.score, $0.place) < ($0.match.score, $1.place) } : found
        return ordered.map { Match(entry: $0.entry, positions: $0.match.positions) }
    }

    /// Appends a typed character and selects the best match.
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

    /// Moves the selection among `count` matches, stopping at the ends.
    mutating func move(by places: Int, of count: Int) {
        marked = max(0, min(marked + places, count - 1))
    }

    mutating func mark(_ place: Int) { marked = max(0, place) }
}

extension CommandPalette: OverlayPane {
    var context: KeyBinding.Context { .palette }

    func move(_ step: Movement.Step, _ model: inout AppModel) -> [Effect] {
        let count = matches(in: model).count
        let rows = step.rows(page: model.layout.paletteRows.height - 1, count: count)
        return show(&model) { $0.move(by: rows, of: count) }
    }

    /// Runs the match at a point. A click outside closes the palette.
    func press(_ point: Point, _ model: inout AppModel) -> [Effect] {
        guard model.layout.palette.contains(point) else {
            model.overlay = nil
            return []
        }
        let rows = model.layout.paletteRows
        let count = matches(in: model).count
        let place = firstVisible(of: count, height: rows.height) + point.y - rows.y
        guard rows.contains(point), place < count else { return [] }
        _ = show(&model) { $0.mark(place) }
        return PaletteAction.paletteRun.perform(on: &model)
    }

    /// Returns the index of the first match shown in a number of rows.
    func firstVisible(of count: Int, height: Int) -> Int {
        Layout.firstVisible(around: min(marked, count - 1), of: count, height: height)
    }

    /// Shows the palette after a change.
    func show(_ model: inout AppModel, after change: (inout CommandPalette) -> Void = { _ in }) -> [Effect] {
        var palette = self
        change(&palette)
        model.overlay = .palette(palette)
        return []
    }
}
