import ControlAPI

/// One line of news: what was said last, else the connection if it is broken, else the worst problem of the stack.
enum MessageView {
    static func draw(_ model: AppModel, in area: Rect, _ frame: inout Frame) {
        guard let message = message(model) else { return }
        let theme = model.appearance.theme
        let role: Theme.Role =
            switch message.level {
            case .info: .info
            case .warning: .warning
            case .error: .error
            }
        let text = TextMetrics.truncated(
            message.text,
            to: max(0, area.width - 2),
            ellipsis: model.appearance.glyphs.ellipsis
        )
        frame.clear(area)
        frame.write(" " + text, x: area.x, y: area.y, style: theme[role], in: area)
    }

    static func message(_ model: AppModel) -> StatusMessage? {
        if let message = model.message { return message }
        switch model.connection {
        case .reconnecting(let reason):
            let why = reason.map { ": \($0)" } ?? ""
            return StatusMessage(.warning, "no connection to the supervisor, reconnecting\(why)")
        case .ended:
            return StatusMessage(.warning, "the supervisor has stopped the stack; q leaves")
        case .connecting, .connected:
            let glyphs = model.appearance.glyphs
            return ProblemSummary.message(for: model.stack?.services ?? [], glyphs: glyphs)
                ?? DataPresentation.problem(model.stack?.data, glyphs: glyphs)
        }
    }
}
