import ControlAPI

extension LogsPane: TabPane {
    static let title = "Logs"
    static let key: (name: String, description: String)? = nil

    static func isList(in model: AppModel) -> Bool { false }
    static func contexts(in model: AppModel) -> [KeyBinding.Context] { [.texts, .logs, .lines] }

    static func move(_ step: Movement.Step, _ model: inout AppModel) -> [Effect] {
        model.logs.move(step, LogViewport(model))
    }

    /// Handles the mouse: the wheel scrolls, a drag selects text and copies it on release, a click moves the cursor.
    static func mouse(_ event: MouseEvent, _ model: inout AppModel) -> [Effect] {
        switch event.kind {
        case .press:
            model.focus = .logs
            model.logs.selection = nil
            let isText = model.layout.logLines?.contains(event.point) == true
            model.logs.pressed = isText ? LogViewport(model).place(at: event.point, in: model.logs) : nil
        case .drag:
            return model.logs.drag(to: event.point, LogViewport(model))
        case .release:
            defer { model.logs.pressed = nil }
            guard let pressed = model.logs.pressed else { return [] }
            if case .text = model.logs.selection { return model.copyLines() }
            if !model.logs.isFollowing { model.logs.cursor = pressed.line }
        case .wheelUp: return model.logs.scroll(by: -3, LogViewport(model))
        case .wheelDown: return model.logs.scroll(by: 3, LogViewport(model))
        }
        return []
    }

    private mutating func drag(to point: Point, _ viewport: LogViewport) -> [Effect] {
        guard let anchor = pressed, let edges = viewport.edges else { return [] }
        // The text must not scroll away under the pointer.
        pause()
        var effects: [Effect] = []
        if point.y <= edges.y {
            effects = scroll(by: -1, viewport)
        } else if point.y >= edges.endY - 1, viewEnd < buffer.endIndex {
            effects = scroll(by: 1, viewport)
            pause()
        }
        guard let head = viewport.place(at: point, in: self) else { return effects }
        selection = .text(anchor: anchor, head: head)
        cursor = head.line
        return effects
    }
}
