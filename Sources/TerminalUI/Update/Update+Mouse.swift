import ControlAPI

/// Handles a mouse event: a click selects and focuses, the wheel scrolls what is under the pointer.
func mouseUsed(_ model: inout AppModel, _ event: MouseEvent) -> [Effect] {
    switch model.overlay {
    case .help:
        switch event.kind {
        case .wheelUp: return perform(.helpUp, &model)
        case .wheelDown: return perform(.helpDown, &model)
        case .press: return perform(.closeOverlay, &model)
        case .release, .drag: return []
        }
    case .palette:
        return paletteMouse(&model, event)
    case .quit, .stop, .reset, .undo:
        return []
    case .log(let overlay):
        return logOverlayMouse(&model, event, overlay)
    case nil:
        break
    }
    if let effects = paneMouse(&model, event) { return effects }
    let layout = model.layout
    if model.logs.pressed != nil || layout.logs?.contains(event.point) == true {
        return logsMouse(&model, event)
    } else if let pane = layout.services, pane.contains(event.point) {
        switch event.kind {
        case .press:
            model.focus = .services
            if let name = ServicesView.service(at: event.point, in: model) { model.services.selected = name }
        case .wheelUp: model.services.move(by: -1, in: model.stack?.services ?? [])
        case .wheelDown: model.services.move(by: 1, in: model.stack?.services ?? [])
        case .release, .drag: break
        }
    } else if layout.firms?.contains(event.point) == true {
        switch event.kind {
        case .press:
            let slug = FirmsView.firm(at: event.point, in: model)
            model.focus = .firms
            if let slug { model.firms.select(slug) }
        case .wheelUp: model.firms.move(by: -1, in: model.stack?.data?.firms ?? [])
        case .wheelDown: model.firms.move(by: 1, in: model.stack?.data?.firms ?? [])
        case .release, .drag: break
        }
    } else if layout.details?.contains(event.point) == true {
        switch event.kind {
        case .press: model.focus = .details
        case .wheelUp: scrollDetails(&model, by: -1)
        case .wheelDown: scrollDetails(&model, by: 1)
        case .release, .drag: break
        }
    }
    return []
}
