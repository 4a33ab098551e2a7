import ControlAPI
import LogAnalysis

/// A row of the logs pane.
struct LogRow {
    /// The index of its line; nil for a notice of missing lines.
    var line: Int?
    /// Whether it is the first row of the line.
    var isFirst = true
    var text: StyledLine
    /// The number of columns before the line's text.
    var indent = 0
    /// The first shown column of the line's text.
    var column = 0
    /// The number of shown columns of the line's text; unbounded for the last row of a line.
    var columns = Int.max / 2
}

/// The rows of log lines that the layout has room for. The prefix before the text depends on the width.
struct LogViewport {
    private let appearance: AppModel.Appearance
    private let services: [ServiceStatus]
    private let isFocused: Bool
    /// The logs with their edges; nil if they are hidden.
    let edges: Rect?
    private let lines: Rect?
    /// The width of the service name; 0 if hidden.
    private let nameWidth: Int
    private let timeWidth: Int
    private let sanitizer: LogSanitizer

    init(_ model: AppModel) {
        let layout = model.layout
        edges = layout.logs
        lines = layout.logLines
        appearance = model.appearance
        services = model.stack?.services ?? []
        isFocused = model.focus == .logs
        sanitizer = LogSanitizer(
            showsColours: model.appearance.theme.showsColours,
            showsPictures: model.appearance.glyphs == .unicode
        )
        let width = lines?.width ?? 0
        timeWidth = width >= 60 ? 12 : width >= 34 ? 8 : 0
        if model.logs.scope == .all, width >= 24 {
            let longest = model.stack?.services.map { TextMetrics.width(of: $0.name) }.max() ?? 10
            nameWidth = max(4, min(longest, width >= 100 ? 20 : 12))
        } else {
            nameWidth = 0
        }
    }

    /// The number of rows for log lines.
    var height: Int { lines?.height ?? 0 }
    private var width: Int { lines?.width ?? 0 }

    // MARK: What fits

    /// Returns the number of lines that fit from the oldest on, which is the view's end when scrolled up all the way.
    func linesFittingFromStart(of logs: LogsPane) -> Int { linesFitting(from: logs.buffer.startIndex, of: logs) }

    /// Returns the number of lines that fit from a line on; at least one.
    func linesFitting(from start: Int, of logs: LogsPane) -> Int {
        var rows = 0
        var count = 0
        for index in start..<max(start, logs.buffer.endIndex) where lines != nil {
            rows += self.count(ofLine: index, of: logs)
            if rows > height { break }
            count += 1
        }
        return max(1, count)
    }

    /// Returns the first fully visible line, or the last line if none is.
    func firstLine(of logs: LogsPane) -> Int {
        let end = logs.viewEnd
        guard lines != nil else { return max(logs.buffer.startIndex, end - 1) }
        var rows = 0
        var index = end
        while index > logs.buffer.startIndex {
            rows += count(ofLine: index - 1, of: logs)
            if rows > height, index < end { break }
            index -= 1
        }
        return index
    }

    /// Returns the rows in view, from top to bottom.
    func rows(of logs: LogsPane) -> [LogRow] {
        var blocks: [[LogRow]] = []
        var count = 0
        var index = logs.viewEnd
        while count < height, index > logs.buffer.startIndex {
            index -= 1
            let rows = rows(ofLine: index, of: logs)
            blocks.append(rows)
            count += rows.count
        }
        return Array(blocks.reversed().joined().suffix(height))
    }

    /// Returns the text position at a cell, or the nearest one if there is no text; nil without lines.
    func place(at point: Point, in logs: LogsPane) -> TextPlace? {
        guard let lines, !logs.buffer.isEmpty else { return nil }
        let rows = rows(of: logs)
        if point.y < lines.y, let row = rows.first(where: { $0.line != nil }), let line = row.line {
            return TextPlace(line: line, column: row.column)
        }
        guard point.y - lines.y < rows.count else {
            return rows.last?.line.map { TextPlace(line: $0, column: .max) }
        }
        let upTo = rows[...max(0, point.y - lines.y)]
        guard let row = upTo.last(where: { $0.line != nil }), let line = row.line else {
            return rows.first { $0.line != nil }?.line.map { TextPlace(line: $0, column: 0) }
        }
        // On a notice of missing lines: the end of the line above it.
        if upTo.last?.line == nil { return TextPlace(line: line, column: .max) }
        let column = row.column + max(0, point.x - lines.x - row.indent)
        return TextPlace(line: line, column: min(column, row.column + row.columns - 1))
    }

    // MARK: The rows of a line

    /// Returns the notice of lines missing before a line, and the line's rows: one, or more when wrapping.
    private func rows(ofLine index: Int, of logs: LogsPane) -> [LogRow] {
        let gap = logs.buffer.skipped(before: index)
        return (gap > 0 ? [row(ofGap: gap)] : []) + rows(logs.buffer[index], index, logs)
    }

    /// Returns the number of those rows.
    private func count(ofLine index: Int, of logs: LogsPane) -> Int {
        if logs.wraps { return rows(ofLine: index, of: logs).count }
        return logs.buffer.skipped(before: index) > 0 ? 2 : 1
    }

    private func row(ofGap lines: Int) -> LogRow {
        let dots = appearance.glyphs.ellipsis
        let words = "\(dots) \(Formatting.counted(lines, "line")) skipped \(dots)"
        return LogRow(text: StyledLine(words, appearance.theme[.warning]).truncated(to: width, ellipsis: dots))
    }

    private func rows(_ line: LogLine, _ index: Int, _ logs: LogsPane) -> [LogRow] {
        let isAtCursor = isFocused && logs.isCursor(index)
        let prefix = prefix(line, isAtCursor: isAtCursor)
        let indent = (timeWidth > 0 ? timeWidth + 1 : 0) + (nameWidth > 0 ? nameWidth + 1 : 0)
        let room = max(1, width - indent)
        guard logs.wraps else {
            let offset = logs.offset
            let text = text(line, logs, isAtCursor: isAtCursor, columns: offset + room).dropping(columns: offset)
            var whole = prefix
            whole.append(text.truncated(to: room, ellipsis: appearance.glyphs.ellipsis))
            return [LogRow(line: index, text: whole, indent: indent, column: offset)]
        }
        var column = 0
        let rows = text(line, logs, isAtCursor: isAtCursor, columns: .max / 8).wrapped(to: room)
        return rows.enumerated().map { number, row in
            var shown = LogRow(line: index, isFirst: number == 0, text: prefix, indent: indent, column: column)
            if number > 0 { shown.text = StyledLine(String(repeating: " ", count: indent)) }
            shown.text.append(row)
            let width = row.width
            if number < rows.count - 1 { shown.columns = width }
            column += width
            return shown
        }
    }

    /// Returns the line's text with highlighted search matches.
    private func text(_ line: LogLine, _ logs: LogsPane, isAtCursor: Bool, columns: Int) -> StyledLine {
        let theme = appearance.theme
        var sanitizer = sanitizer
        var base = line.stream == .system ? theme[.muted].adding(.italic) : theme[.text]
        if line.isContext {
            base = theme[.muted]
            sanitizer.showsColours = false
        }
        let limit = logs.wraps ? Self.longestWrapped : max(Self.longestWrapped, columns * 32)
        let ellipsis = appearance.glyphs.ellipsis
        let text =
            JSONLineText(line.text)?.line(theme, base: base, limit: limit, ellipsis: ellipsis)
            ?? sanitizer.line(LogText.head(line.text, bytes: limit, ellipsis: ellipsis), base: base, columns: columns)
        guard let search = logs.search else { return text }
        let style = isAtCursor ? theme.currentMatch : theme.match
        return text.restyled(search.matcher.matches(in: text.text)) { _ in style }
    }

    /// The maximum number of bytes shown of a wrapped line, which every frame wraps. The line view shows the rest.
    private static let longestWrapped = 16_384

    private func prefix(_ line: LogLine, isAtCursor: Bool) -> StyledLine {
        let theme = appearance.theme
        var prefix = StyledLine()
        if timeWidth > 0 {
            let clock = Formatting.clock(
                nanoseconds: line.timeNs,
                utcOffset: appearance.utcOffset,
                milliseconds: timeWidth > 8
            )
            prefix.append(clock + " ", theme[isAtCursor ? .accent : .muted])
        }
        if nameWidth > 0 {
            let name = TextMetrics.truncated(
                LogSanitizer.plain(line.service),
                to: nameWidth,
                ellipsis: appearance.glyphs.ellipsis
            )
            let style = line.isContext ? theme[.muted] : appearance.nameStyle(ofService: line.service, among: services)
            prefix.append(TextMetrics.padded(name, to: nameWidth) + " ", style)
        }
        return prefix
    }
}
