/// A pane: what has a place in the layout. Its state is a part of ``AppModel``, or the pane type itself.
protocol Pane: Sendable {
    /// Whether there are rows to select.
    static func isList(in model: AppModel) -> Bool
    /// Returns the pane's own key contexts while it has the focus, narrowest first.
    static func contexts(in model: AppModel) -> [KeyBinding.Context]
    static func draw(_ model: AppModel, in area: Rect, _ frame: inout Frame)
    /// Moves the selection or scrolls.
    static func move(_ step: Movement.Step, _ model: inout AppModel) -> [Effect]
    /// Handles the mouse in the pane.
    static func mouse(_ event: MouseEvent, _ model: inout AppModel) -> [Effect]
}

/// A place for a pane on the screen. One of them has the focus.
enum Place: Hashable, Sendable, CaseIterable {
    case services
    case logs
    case firms
    case details
}

extension AppModel {
    /// Returns the pane that is shown in a place.
    func pane(at place: Place) -> any Pane.Type {
        switch place {
        case .services: ServicesPane.self
        case .logs: tab.pane
        case .firms: FirmsPane.self
        case .details: DetailsPane.self
        }
    }
}

/// A pane that shows a text or a log, scrolled by rows.
protocol TextPane: Pane {
    static var place: Place { get }
    /// The rows that the mouse wheel scrolls by.
    static var wheelRows: Int { get }
    /// Returns the rows in view, and at least as many as can be scrolled by.
    static func extent(in model: AppModel) -> (height: Int, most: Int)
    /// Scrolls by rows, down if positive.
    static func scroll(by rows: Int, _ model: inout AppModel)
}

extension TextPane {
    static func isList(in model: AppModel) -> Bool { false }

    static func move(_ step: Movement.Step, _ model: inout AppModel) -> [Effect] {
        let (height, most) = extent(in: model)
        scroll(by: step.rows(page: height - 1, count: most), &model)
        return []
    }

    static func mouse(_ event: MouseEvent, _ model: inout AppModel) -> [Effect] {
        switch event.kind {
        case .press: model.focus = place
        case .wheelUp: scroll(by: -wheelRows, &model)
        case .wheelDown: scroll(by: wheelRows, &model)
        case .release, .drag: break
        }
        return []
    }
}

// MARK: Lists

/// A pane that lists rows, one of which may be selected.
protocol ListPane: Pane {
    /// Where the list is shown.
    static var place: Place { get }
    /// Returns what the rows stand for, in their order: names or slugs.
    static func rows(in model: AppModel) -> [String]
    /// Returns the part of the pane for rows.
    static func room(of area: Rect, in model: AppModel) -> Rect
    static func selected(in model: AppModel) -> String?
    static func select(_ row: String, in model: inout AppModel)
}

extension ListPane {
    static func isList(in model: AppModel) -> Bool { true }
    static func room(of area: Rect, in model: AppModel) -> Rect { area.inside }

    static func move(_ step: Movement.Step, _ model: inout AppModel) -> [Effect] {
        let page = (model.layout[place]?.height ?? 3) - 3
        return move(by: step.rows(page: page, count: rows(in: model).count), &model)
    }

    /// Moves the selection by a number of rows, stopping at the ends.
    private static func move(by steps: Int, _ model: inout AppModel) -> [Effect] {
        let rows = rows(in: model)
        guard !rows.isEmpty else { return [] }
        let index = rows.firstIndex { $0 == selected(in: model) }.map { $0 + steps } ?? 0
        select(rows[min(max(0, index), rows.count - 1)], in: &model)
        return []
    }

    static func mouse(_ event: MouseEvent, _ model: inout AppModel) -> [Effect] {
        switch event.kind {
        case .press:
            let row = row(at: event.point, in: model)
            model.focus = place
            if let row { select(row, in: &model) }
        case .wheelUp: return move(by: -1, &model)
        case .wheelDown: return move(by: 1, &model)
        case .release, .drag: break
        }
        return []
    }

    private static func row(at point: Point, in model: AppModel) -> String? {
        guard let room = model.layout[place].map({ room(of: $0, in: model) }), room.contains(point) else { return nil }
        let rows = rows(in: model)
        let index = firstVisible(of: rows, height: room.height, in: model) + point.y - room.y
        return rows.indices.contains(index) ? rows[index] : nil
    }

    /// Returns the index of the first row shown in a number of rows that include the selected one.
    static func firstVisible(of rows: [String], height: Int, in model: AppModel) -> Int {
        Layout.firstVisible(around: rows.firstIndex { $0 == selected(in: model) } ?? 0, of: rows.count, height: height)
    }
}

extension [String] {
    /// Returns what to select when these rows replace others: the same one, or the one now at its index, or the first.
    func selection(keeping selected: String?, from old: [String]) -> String? {
        if let selected, contains(selected) { return selected }
        return isEmpty ? nil : self[Swift.min(old.firstIndex { $0 == selected } ?? 0, count - 1)]
    }
}
