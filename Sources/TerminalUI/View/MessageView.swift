import ControlAPI

/// The message line: the last message, or else a broken connection, or else the stack's worst problem.
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
        let ellipsis = model.appearance.glyphs.ellipsis
        // Transient messages are shown in full; permanent ones are cut, since the details show them in full.
        let width = max(1, area.width - 2)
        let isTransient = model.message != nil
        let lines = isTransient ? TextMetrics.wrapped(message.text, to: width) : [message.text]
        let most = model.logs.prompt == nil ? longest : 2
        let count = max(1, min(lines.count, most, model.size.height / 3))
        let rect = Rect(x: area.x, y: area.endY - count, width: area.width, height: count)
        frame.clear(rect)
        for (index, line) in lines.prefix(count).enumerated() {
            let isCut = index == count - 1 && count < lines.count
            let text = TextMetrics.truncated(isCut ? line + " " + ellipsis : line, to: width, ellipsis: ellipsis)
            frame.write(" " + text, x: rect.x, y: rect.y + index, style: theme[role], in: rect)
        }
    }

    /// The maximum number of rows of a message.
    private static let longest = 6

    static func message(_ model: AppModel) -> StatusMessage? {
        if let message = model.message { return message }
        switch model.connection {
        case .reconnecting(let reason):
            let why = reason.map { ": \($0)" } ?? ""
            return StatusMessage(.warning, "no connection to the supervisor, reconnecting\(why)")
        case .ended:
            return StatusMessage(
                .warning,
                model.canStartStack
                    ? "the stack was stopped: s starts it again, q quits" : "the stack was stopped: q quits"
            )
        case .connecting, .connected:
            let glyphs = model.appearance.glyphs
            return ProblemSummary.message(for: model.stack?.services ?? [], glyphs: glyphs)
                ?? DataPresentation.problem(model.stack?.data, glyphs: glyphs)
        }
    }
}
