/// A move of the selection, or of the scrolled text, in whatever has the keyboard.
struct Movement: PaneAction {
    /// The group of bindings that the move belongs to, which can be changed independently of the others.
    enum Kind: CaseIterable {
        case select, scroll, help, palette
    }

    enum Step: CaseIterable {
        case up, down, pageUp, pageDown, first, last

        /// Returns the rows to move by, down if positive, where a list or text has `count` rows.
        func rows(page: Int, count: Int) -> Int {
            switch self {
            case .up: -1
            case .down: 1
            case .pageUp: -max(1, page)
            case .pageDown: max(1, page)
            case .first: -count
            case .last: count
            }
        }
    }

    var kind: Kind
    var step: Step

    /// All moves. In the palette the keys for the first and the last row edit the text.
    static let allCases = Kind.allCases.flatMap { kind in
        Step.allCases.filter { kind != .palette || ($0 != .first && $0 != .last) }.map {
            Movement(kind: kind, step: $0)
        }
    }

    var name: String {
        let words =
            switch step {
            case .up: kind == .select ? "previous" : "up"
            case .down: kind == .select ? "next" : "down"
            case .pageUp: "page-up"
            case .pageDown: "page-down"
            case .first: kind == .scroll ? "to-first" : "first"
            case .last: kind == .scroll ? "to-last" : "last"
            }
        return "\(kind)-\(words)"
    }

    /// Moves in the overlay or the focused pane. If that has none of the kind, selects a service or scrolls the main
    /// pane.
    func perform(on model: inout AppModel) -> [Effect] {
        if let overlay = model.overlay { return overlay.pane.move(step, &model) }
        let focused = model.pane(at: model.focus)
        switch kind {
        case .select: return (focused.isList(in: model) ? focused : ServicesPane.self).move(step, &model)
        case .scroll: return (model.focus == .details ? focused : model.tab.pane).move(step, &model)
        case .help, .palette: return []
        }
    }
}
