import ControlAPI

/// The logs: time, service and text, the newest at the bottom.
enum LogsView {
    static func draw(_ model: AppModel, in area: Rect, _ frame: inout Frame) {
        let theme = model.appearance.theme
        let glyphs = model.appearance.glyphs
        let focused = model.focus == .logs
        let look = BoxLook(glyphs: glyphs, style: theme[focused ? .focusedBorder : .border])
        let inside = room(in: area, model)
        if inside == area {
            // Too small for lines.
        } else if inside.x == area.x {
            // The whole screen: only a rule above, so that a selection by mouse takes text alone.
            let rule = String(repeating: glyphs.box.horizontal, count: area.width)
            frame.write(rule, x: area.x, y: area.y, style: look.style, in: area)
            var title = StyledLine(" ")
            title.append(Self.title(model))
            title.append(" ")
            frame.write(
                title.truncated(to: area.width - 2, ellipsis: glyphs.ellipsis),
                x: area.x + 1,
                y: area.y,
                in: area
            )
        } else {
            _ = frame.box(area, title: title(model), look: look)
        }
        if model.logs.buffer.isEmpty {
            frame.write("no lines yet", x: inside.x + 1, y: inside.y, style: theme[.muted], in: inside)
            return
        }
        for (index, row) in visibleRows(model, size: Size(width: inside.width, height: inside.height)).enumerated() {
            frame.write(row, x: inside.x, y: inside.y + index, in: inside.row(index))
        }
    }

    /// How many rows of log there are.
    static func rows(in model: AppModel) -> Int {
        model.layout.logs.map { room(in: $0, model).height } ?? 0
    }

    /// How many lines fit from the oldest on: the end of the view when it is scrolled up all the way.
    static func linesFittingFromStart(in model: AppModel) -> Int {
        guard let area = model.layout.logs else { return 1 }
        let inside = room(in: area, model)
        let buffer = model.logs.buffer
        let format = LogLineFormat(model, width: inside.width)
        var rows = 0
        var lines = 0
        for index in buffer.startIndex..<buffer.endIndex {
            rows += model.logs.wraps ? format.rows(buffer[index]).count : 1
            if rows > inside.height { break }
            lines += 1
        }
        return max(1, lines)
    }

    private static func room(in area: Rect, _ model: AppModel) -> Rect {
        if model.isZoomed {
            guard area.height >= 2 else { return area }
            return Rect(x: area.x, y: area.y + 1, width: area.width, height: area.height - 1)
        }
        return area.width >= 4 && area.height >= 3 ? area.inset(by: 1, rows: 1) : area
    }

    private static func visibleRows(_ model: AppModel, size: Size) -> [StyledLine] {
        let logs = model.logs
        let format = LogLineFormat(model, width: size.width)
        var blocks: [[StyledLine]] = []
        var count = 0
        var index = logs.viewEnd
        while count < size.height, index > logs.buffer.startIndex {
            index -= 1
            let rows = format.rows(logs.buffer[index])
            blocks.append(rows)
            count += rows.count
        }
        return Array(blocks.reversed().joined().suffix(size.height))
    }

    private static func shownServices(_ model: AppModel) -> [ServiceStatus] {
        let services = model.stack?.services ?? []
        return switch model.logs.scope {
        case .all: services
        case .service(let name): services.filter { $0.name == name }
        }
    }

    private static func title(_ model: AppModel) -> StyledLine {
        let theme = model.appearance.theme
        let dot = " \(model.appearance.glyphs.dot) "
        var title = StyledLine("Logs", theme[.title])
        title.append(dot, theme[.muted])
        switch model.logs.scope {
        case .all: title.append("all", theme[.text])
        case .service(let name): title.append(LogSanitizer.plain(name), model.nameStyle(ofService: name))
        }
        if let loss = LogLossText.ongoing(shownServices(model)) {
            title.append(dot, theme[.muted])
            title.append(LogSanitizer.plain(loss), theme[.unhealthy])
        }
        title.append(dot, theme[.muted])
        if model.logs.isFollowing {
            title.append("following", theme[.muted])
        } else {
            let new = model.logs.newLines
            title.append(new > 0 ? "paused, \(new) new" : "paused", theme[.warning])
        }
        if model.logs.wraps { title.append("\(dot)wrapped", theme[.muted]) }
        if model.logs.offset > 0 { title.append("\(dot)from column \(model.logs.offset + 1)", theme[.muted]) }
        return title
    }
}
