import ControlAPI

/// The logs with time, service and text, newest at the bottom.
extension LogsPane {
    static func draw(_ model: AppModel, in area: Rect, _ frame: inout Frame) {
        let glyphs = model.appearance.glyphs
        let look = model.appearance.look(isFocused: model.focus == .logs)
        guard let inside = model.layout.logsInside else { return }
        if inside == area {
            // Too small for edges.
        } else if model.isZoomed {
            let rule = String(repeating: glyphs.box.horizontal, count: area.width)
            frame.write(rule, x: area.x, y: area.y, style: look.style, in: area)
            var title = StyledLine(" ")
            title.append(heading(model))
            title.append(" ")
            let cut = title.truncated(to: area.width - 2, ellipsis: glyphs.ellipsis)
            frame.write(cut, x: area.x + 1, y: area.y, in: area)
        } else {
            _ = frame.box(area, title: heading(model), look: look)
        }
        LogPromptView.draw(model, in: inside.row(inside.height - 1), &frame)
        draw(model, in: model.layout.logLines ?? inside, edge: area, &frame)
    }

    static func draw(_ model: AppModel, in lines: Rect, edge: Rect, _ frame: inout Frame) {
        if model.logs.buffer.isEmpty {
            let words = model.logs.conditions.isEmpty ? "no lines yet" : "no lines match the filter"
            let style = model.appearance.theme[.muted]
            frame.write(words, x: lines.x + 1, y: lines.y, style: style, in: lines)
            return
        }
        for (index, row) in LogViewport(model).rows(of: model.logs).enumerated() {
            draw(row, model, in: lines.row(index), margin: lines.x > edge.x ? lines.x - 1 : nil, &frame)
        }
    }

    private static func draw(_ row: LogRow, _ model: AppModel, in rect: Rect, margin: Int?, _ frame: inout Frame) {
        let end = frame.write(row.text, x: rect.x, y: rect.y, in: rect)
        guard let line = row.line else { return }
        if let selected = model.logs.selectedColumns(ofLine: line) {
            let text = row.column..<row.column + row.columns
            let columns = selected.clamped(to: text)
            let start = rect.x + row.indent + columns.lowerBound - row.column
            let stop = min(columns.upperBound - row.column, end - rect.x - row.indent) + rect.x + row.indent
            let marked = Rect(x: start, y: rect.y, width: stop - start, height: 1).intersection(rect)
            frame.restyle(marked) { $0.adding(.reverse) }
        }
        guard row.isFirst, let margin else { return }
        drawSign(model, line, Rect(x: margin, y: rect.y, width: 1, height: 1), &frame)
    }

    /// Draws the sign at the edge of a line: a bookmark, or the cursor.
    private static func drawSign(_ model: AppModel, _ line: Int, _ rect: Rect, _ frame: inout Frame) {
        let theme = model.appearance.theme
        let glyphs = model.appearance.glyphs
        let isMarked = !model.logs.marks.isEmpty && model.logs.marks.contains(LogLineID(model.logs.buffer[line]))
        let isAtCursor = model.focus == .logs && model.logs.isCursor(line)
        guard isMarked || isAtCursor else { return }
        let style = theme[isAtCursor ? .accent : .warning]
        frame.write(isMarked ? glyphs.mark : glyphs.pointer, x: rect.x, y: rect.y, style: style, in: rect)
    }
}
