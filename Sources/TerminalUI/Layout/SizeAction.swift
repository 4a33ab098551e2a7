/// The actions that resize panes.
enum SizeAction: PaneAction {
    case moveBorderLeft, moveBorderRight, makeHigher, makeLower, standardSizes

    func whyDisabled(in model: AppModel) -> String? {
        switch self {
        case .moveBorderLeft, .moveBorderRight:
            if model.layout.position(of: .sides) != nil { return nil }
            return model.isZoomed ? "a pane is zoomed: z restores the layout" : "there is only one column"
        case .makeHigher, .makeLower:
            if model.layout.heightBorder(of: model.focus) != nil { return nil }
            return model.isZoomed ? "a pane is zoomed: z restores the layout" : "this pane already has the full height"
        case .standardSizes:
            return nil
        }
    }

    func perform(on model: inout AppModel) -> [Effect] {
        switch self {
        case .moveBorderLeft: return model.moveBorder(.sides, by: -2)
        case .moveBorderRight: return model.moveBorder(.sides, by: 2)
        case .makeHigher: return model.changeHeight(by: 1)
        case .makeLower: return model.changeHeight(by: -1)
        case .standardSizes:
            guard model.sizes != PaneSizes() else { return [] }
            model.sizes = PaneSizes()
            return [.keep(model.sizes)]
        }
    }
}

extension AppModel {
    fileprivate mutating func changeHeight(by rows: Int) -> [Effect] {
        guard let (border, isBehind) = layout.heightBorder(of: focus) else { return [] }
        return moveBorder(border, by: isBehind ? -rows : rows)
    }

    fileprivate mutating func moveBorder(_ border: PaneBorder, by steps: Int) -> [Effect] {
        guard let position = layout.position(of: border) else { return [] }
        return move(border, to: position + steps) ? [.keep(sizes)] : []
    }

    /// Moves a border as far as possible and returns whether it moved. Stores the reached position, not the requested
    /// one, so that moving back takes effect at once.
    private mutating func move(_ border: PaneBorder, to position: Int) -> Bool {
        let before = sizes
        let layout = layout
        sizes = layout.sizes(before, moving: border, to: position)
        let reached = self.layout
        guard reached.position(of: border) != layout.position(of: border) else {
            sizes = before
            return false
        }
        if let place = reached.position(of: border), place != position {
            sizes = reached.sizes(sizes, moving: border, to: place)
        }
        return true
    }

    /// Handles the mouse on borders. Returns nil for anything else.
    mutating func borderMouse(_ event: MouseEvent) -> [Effect]? {
        switch event.kind {
        case .press:
            guard let (border, grip) = layout.border(at: event.point) else { return nil }
            drag = BorderDrag(border: border, grip: grip)
            // A pane's top edge carries its title, so a click there focuses the pane.
            return border == .sides ? [] : nil
        case .drag:
            guard var drag else { return nil }
            let place = (drag.border == .sides ? event.point.x : event.point.y) - drag.grip
            if move(drag.border, to: place) { drag.hasMoved = true }
            self.drag = drag
            return []
        case .release:
            guard let drag else { return nil }
            self.drag = nil
            return drag.hasMoved ? [.keep(sizes)] : []
        case .wheelUp, .wheelDown:
            return nil
        }
    }
}
