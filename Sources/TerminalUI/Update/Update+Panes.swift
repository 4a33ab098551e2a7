import ControlAPI

/// Performs the actions that choose and resize panes.
func panes(_ action: Action, _ model: inout AppModel) -> [Effect] {
    switch action {
    case .showStartup: show(.startup, &model)
    case .showGraph: show(.graph, &model)
    case .showEvents: show(.events, &model)
    case .nextTab: show(model.tab.moved(by: 1), &model)
    case .previousTab: show(model.tab.moved(by: -1), &model)
    case .showDetails:
        model.details.source = .services
        model.focus = .details
    case .moveBorderLeft: return moveBorder(.sides, by: -2, &model)
    case .moveBorderRight: return moveBorder(.sides, by: 2, &model)
    case .makeHigher: return changeHeight(by: 1, &model)
    case .makeLower: return changeHeight(by: -1, &model)
    case .standardSizes:
        guard model.sizes != PaneSizes() else { return [] }
        model.sizes = PaneSizes()
        return [.keep(model.sizes)]
    default: break
    }
    return []
}

/// Shows a tab in the logs pane and focuses it. A tab that is already shown switches back to the logs.
private func show(_ tab: MainTab, _ model: inout AppModel) {
    if model.tab == tab, model.focus == .logs { return leaveTab(&model) }
    model.tab = tab
    model.focus = .logs
}

/// Switches back to the logs tab and focuses the services.
func leaveTab(_ model: inout AppModel) {
    model.tab = .logs
    if model.focus == .logs { model.focus = .services }
}

/// Scrolls the tab shown in place of the logs.
func scrollTab(_ action: Action, _ model: inout AppModel) {
    let page = max(1, EventsView.rows(in: model) - 1)
    switch action {
    case .scrollUp: scrollTab(&model, by: -1)
    case .scrollDown: scrollTab(&model, by: 1)
    case .scrollPageUp: scrollTab(&model, by: -page)
    case .scrollPageDown: scrollTab(&model, by: page)
    case .scrollToFirst: scrollTab(&model, by: -EventLog.capacity)
    case .scrollToLast: scrollTab(&model, by: EventLog.capacity)
    default: break
    }
}

/// Scrolls the tab by rows, down if positive. Lists move their selection instead.
func scrollTab(_ model: inout AppModel, by rows: Int) {
    switch model.tab {
    case .events: model.events.scroll(by: rows, fitting: EventsView.entriesFittingFromStart(in: model))
    case .startup, .graph: selectInTab(&model, by: rows)
    case .logs: break
    }
}

/// Moves the service selection in the order of the shown tab.
func selectInTab(_ model: inout AppModel, by rows: Int) {
    let names = model.tabServices
    guard !names.isEmpty else { return }
    let index = names.firstIndex { $0 == model.services.selected }
    let place = index.map { $0 + min(max(-names.count, rows), names.count) } ?? 0
    model.services.selected = names[min(max(0, place), names.count - 1)]
    model.details.source = .services
}

extension AppModel {
    /// The services in the order of the shown tab; empty if it lists none.
    var tabServices: [String] {
        switch tab {
        case .startup: StartupChart(self).rows.map(\.service).filter { stack?[service: $0] != nil }
        case .graph: DependencyTree(stack?.services ?? []).rows.map(\.service)
        case .logs, .events: []
        }
    }
}

// MARK: Sizes

extension Action {
    /// Why the pane cannot be resized; nil if it can.
    func whyDisabledForSizes(in model: AppModel) -> String? {
        switch self {
        case .moveBorderLeft, .moveBorderRight:
            if model.layout.position(of: .sides) != nil { return nil }
            return model.isZoomed
                ? "a pane is zoomed: z restores the layout" : "there is only one column"
        case .makeHigher, .makeLower:
            if heightBorder(model) != nil { return nil }
            return model.isZoomed
                ? "a pane is zoomed: z restores the layout" : "this pane already has the full height"
        default:
            return nil
        }
    }
}

/// Returns the border that changes the focused pane's height, and whether the pane is behind it.
private func heightBorder(_ model: AppModel) -> (border: PaneBorder, isBehind: Bool)? {
    let layout = model.layout
    let candidates: [(PaneBorder, Bool)] =
        switch model.focus {
        case .services: [(.services, false), (.top, false)]
        case .logs: [(.top, true)]
        case .firms: [(.firms, true), (.top, false)]
        case .details: [(.services, true), (.firms, false), (.top, false)]
        }
    return candidates.first { layout.position(of: $0.0) != nil }
}

private func changeHeight(by rows: Int, _ model: inout AppModel) -> [Effect] {
    guard let (border, isBehind) = heightBorder(model) else { return [] }
    return moveBorder(border, by: isBehind ? -rows : rows, &model)
}

private func moveBorder(_ border: PaneBorder, by steps: Int, _ model: inout AppModel) -> [Effect] {
    let layout = model.layout
    guard let position = layout.position(of: border) else { return [] }
    return move(border, to: position + steps, &model) ? [.keep(model.sizes)] : []
}

/// Moves a border as far as possible and returns whether it moved. Stores the reached position, not the requested one,
/// so that moving back takes effect at once.
private func move(_ border: PaneBorder, to position: Int, _ model: inout AppModel) -> Bool {
    let before = model.sizes
    let layout = model.layout
    model.sizes = layout.sizes(before, moving: border, to: position)
    let reached = model.layout
    guard reached.position(of: border) != layout.position(of: border) else {
        model.sizes = before
        return false
    }
    if let place = reached.position(of: border), place != position {
        model.sizes = reached.sizes(model.sizes, moving: border, to: place)
    }
    return true
}

// MARK: Mouse

/// Handles the mouse on borders, on tabs, and on the tab shown in place of the logs. Returns nil for anything else.
func paneMouse(_ model: inout AppModel, _ event: MouseEvent) -> [Effect]? {
    switch event.kind {
    case .press:
        model.drag = nil
        if let tab = PaneTabs.tab(at: event.point, in: model) {
            model.tab = tab
            model.focus = .logs
            return []
        }
        if let (border, grip) = model.layout.border(at: event.point) {
            model.drag = BorderDrag(border: border, grip: grip)
            // A pane's top edge carries its title, so a click there focuses the pane.
            if border == .sides { return [] }
        }
    case .drag:
        guard var drag = model.drag else { break }
        let place = (drag.border == .sides ? event.point.x : event.point.y) - drag.grip
        if move(drag.border, to: place, &model) { drag.hasMoved = true }
        model.drag = drag
        return []
    case .release:
        guard let drag = model.drag else { break }
        model.drag = nil
        return drag.hasMoved ? [.keep(model.sizes)] : []
    case .wheelUp, .wheelDown:
        break
    }
    guard model.tab != .logs, model.layout.logs?.contains(event.point) == true else { return nil }
    switch event.kind {
    case .press:
        model.focus = .logs
        if let name = MainPane.service(at: event.point, in: model) {
            model.services.selected = name
            model.details.source = .services
        }
    case .wheelUp: scrollTab(&model, by: model.tab == .events ? -3 : -1)
    case .wheelDown: scrollTab(&model, by: model.tab == .events ? 3 : 1)
    case .release, .drag: break
    }
    return []
}
