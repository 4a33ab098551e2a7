import ControlAPI

/// The logs with time, service and text, newest at the bottom.
enum LogsView {
    static func draw(_ model: AppModel, in area: Rect, _ frame: inout Frame) {
        let theme = model.appearance.theme
        let glyphs = model.appearance.glyphs
        let focused = model.focus == .logs
        let look = BoxLook(glyphs: glyphs, style: theme[focused ? .focusedBorder : .border])
        let inside = room(in: area, model)
        if inside == area {
            // Too small for edges.
        } else if model.isZoomed {
            // Zoomed: only a rule above, so that the terminal's own selection picks up nothing but text.
            let rule = String(repeating: glyphs.box.horizontal, count: area.width)
            frame.write(rule, x: area.x, y: area.y, style: look.style, in: area)
            var title = StyledLine(" ")
            title.append(LogTitle.line(model))
            title.append(" ")
            frame.write(
                title.truncated(to: area.width - 2, ellipsis: glyphs.ellipsis),
                x: area.x + 1,
                y: area.y,
                in: area
            )
        } else {
            _ = frame.box(area, title: LogTitle.line(model), look: look)
        }
        LogPromptView.draw(model, in: inside.row(inside.height - 1), &frame)
        let lines = linesRoom(in: area, model)
        if model.logs.buffer.isEmpty {
            let words = model.logs.conditions.isEmpty ? "no lines yet" : "no lines match the filter"
            frame.write(words, x: lines.x + 1, y: lines.y, style: theme[.muted], in: lines)
            return
        }
        for (index, row) in visibleRows(model, size: Size(width: lines.width, height: lines.height)).enumerated() {
            draw(row, model, in: lines.row(index), margin: lines.x > area.x ? lines.x - 1 : nil, &frame)
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
        let isAtCursor = model.focus == .logs && !model.logs.isFollowing && model.logs.cursor == line
        guard isMarked || isAtCursor else { return }
        let style = theme[isAtCursor ? .accent : .warning]
        frame.write(isMarked ? glyphs.mark : glyphs.pointer, x: rect.x, y: rect.y, style: style, in: rect)
    }

    // MARK: What fits

    /// Returns the number of rows for log lines.
    static func rows(in model: AppModel) -> Int {
        model.layout.logs.map { linesRoom(in: $0, model).height } ?? 0
    }

    /// Returns the number of lines that fit from the oldest on, which is the view's end when scrolled up all the way.
    static func linesFittingFromStart(in model: AppModel) -> Int {
        linesFitting(from: model.logs.buffer.startIndex, in: model)
    }

    /// Returns the number of lines that fit from a line on; at least one.
    static func linesFitting(from start: Int, in model: AppModel) -> Int {
        guard let area = model.layout.logs else { return 1 }
        let inside = linesRoom(in: area, model)
        let format = LogLineFormat(model, width: inside.width)
        var rows = 0
        var lines = 0
        for index in start..<max(start, model.logs.buffer.endIndex) {
            rows += format.count(ofLine: index)
            if rows > inside.height { break }
            lines += 1
        }
        return max(1, lines)
    }

    /// Returns the first fully visible line, or the last line if none is.
    static func firstLine(in model: AppModel) -> Int {
        let end = model.logs.viewEnd
        guard let area = model.layout.logs else { return max(model.logs.buffer.startIndex, end - 1) }
        let inside = linesRoom(in: area, model)
        let format = LogLineFormat(model, width: inside.width)
        var rows = 0
        var index = end
        while index > model.logs.buffer.startIndex {
            rows += format.count(ofLine: index - 1)
            if rows > inside.height, index < end { break }
            index -= 1
        }
        return index
    }

    /// Returns the text position at a cell, or the nearest one if there is no text; nil without lines.
    static func place(at point: Point, in model: AppModel) -> TextPlace? {
        guard let area = model.layout.logs, !model.logs.buffer.isEmpty else { return nil }
        let inside = linesRoom(in: area, model)
        let rows = visibleRows(model, size: Size(width: inside.width, height: inside.height))
        if point.y < inside.y, let row = rows.first(where: { $0.line != nil }), let line = row.line {
            return TextPlace(line: line, column: row.column)
        }
        guard point.y - inside.y < rows.count else {
            return rows.last?.line.map { TextPlace(line: $0, column: .max) }
        }
        let upTo = rows[...max(0, point.y - inside.y)]
        guard let row = upTo.last(where: { $0.line != nil }), let line = row.line else {
            return rows.first { $0.line != nil }?.line.map { TextPlace(line: $0, column: 0) }
        }
        // On a notice of missing lines: the end of the line above it.
        if upTo.last?.line == nil { return TextPlace(line: line, column: .max) }
        let column = row.column + max(0, point.x - inside.x - row.indent)
        return TextPlace(line: line, column: min(column, row.column + row.columns - 1))
    }

    /// Whether a cell is in the rows of lines.
    static func isText(_ point: Point, in model: AppModel) -> Bool {
        model.layout.logs.map { linesRoom(in: $0, model).contains(point) } ?? false
    }

    private static func room(in area: Rect, _ model: AppModel) -> Rect {
        if model.isZoomed {
            guard area.height >= 2, area.width >= 4 else { return area }
            // Leave a column on the left for signs.
            return Rect(x: area.x + 1, y: area.y + 1, width: area.width - 1, height: area.height - 1)
        }
        return area.width >= 4 && area.height >= 3 ? area.inset(by: 1, rows: 1) : area
    }

    /// Returns the area for lines. A prompt occupies the last row.
    private static func linesRoom(in area: Rect, _ model: AppModel) -> Rect {
        let inside = room(in: area, model)
        guard model.logs.prompt != nil else { return inside }
        return Rect(x: inside.x, y: inside.y, width: inside.width, height: inside.height - 1)
    }

    private static func visibleRows(_ model: AppModel, size: Size) -> [LogRow] {
        let logs = model.logs
        let format = LogLineFormat(model, width: size.width)
        var blocks: [[LogRow]] = []
        var count = 0
        var index = logs.viewEnd
        while count < size.height, index > logs.buffer.startIndex {
            index -= 1
            let rows = format.rows(ofLine: index)
            blocks.append(rows)
            count += rows.count
        }
        return Array(blocks.reversed().joined().suffix(size.height))
    }
}
