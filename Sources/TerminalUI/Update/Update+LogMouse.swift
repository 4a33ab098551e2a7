import ControlAPI

/// Handles the mouse in the logs: the wheel scrolls, a drag selects text and copies it on release, a click moves the
/// cursor.
func logsMouse(_ model: inout AppModel, _ event: MouseEvent) -> [Effect] {
    switch event.kind {
    case .press:
        model.focus = .logs
        model.logs.selection = nil
        model.logs.pressed =
            LogsView.isText(event.point, in: model) ? LogsView.place(at: event.point, in: model) : nil
    case .drag:
        return drag(&model, to: event.point)
    case .release:
        defer { model.logs.pressed = nil }
        guard let pressed = model.logs.pressed else { return [] }
        if case .text = model.logs.selection { return copyLines(model) }
        if !model.logs.isFollowing { model.logs.cursor = pressed.line }
    case .wheelUp: return scrollLogs(&model, by: -3)
    case .wheelDown: return scrollLogs(&model, by: 3)
    }
    return []
}

private func drag(_ model: inout AppModel, to point: Point) -> [Effect] {
    guard let anchor = model.logs.pressed, let area = model.layout.logs else { return [] }
    // The text must not scroll away under the pointer.
    model.logs.pause()
    var effects: [Effect] = []
    if point.y <= area.y {
        effects = scrollLogs(&model, by: -1)
    } else if point.y >= area.endY - 1, model.logs.viewEnd < model.logs.buffer.endIndex {
        effects = scrollLogs(&model, by: 1)
        model.logs.pause()
    }
    guard let head = LogsView.place(at: point, in: model) else { return effects }
    model.logs.selection = .text(anchor: anchor, head: head)
    model.logs.cursor = head.line
    return effects
}

/// Handles the mouse while an overlay covers the logs.
func logOverlayMouse(_ model: inout AppModel, _ event: MouseEvent, _ overlay: LogOverlay) -> [Effect] {
    switch (overlay, event.kind) {
    case (.line(let line, let scroll), .wheelUp): scrollLine(.scrollUp, line, scroll, &model)
    case (.line(let line, let scroll), .wheelDown): scrollLine(.scrollDown, line, scroll, &model)
    case (.services(let marked), .wheelUp): markService(.selectPrevious, marked, &model)
    case (.services(let marked), .wheelDown): markService(.selectNext, marked, &model)
    case (_, .press) where model.layout.logs?.contains(event.point) != true: model.overlay = nil
    case (_, .press), (_, .release), (_, .drag): break
    }
    return []
}
