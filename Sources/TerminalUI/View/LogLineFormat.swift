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

/// Formats log lines into rows. The prefix before the text depends on the width.
struct LogLineFormat {
    private let model: AppModel
    private let width: Int
    /// The width of the service name; 0 if hidden.
    private let nameWidth: Int
    private let timeWidth: Int
    private let sanitizer: LogSanitizer

    init(_ model: AppModel, width: Int) {
        self.model = model
        self.width = width
        sanitizer = LogSanitizer(
            showsColours: model.appearance.theme.showsColours,
            showsPictures: model.appearance.glyphs == .unicode
        )
        timeWidth = width >= 60 ? 12 : width >= 34 ? 8 : 0
        if model.logs.scope == .all, width >= 24 {
            let longest = model.stack?.services.map { TextMetrics.width(of: $0.name) }.max() ?? 10
            nameWidth = max(4, min(longest, width >= 100 ? 20 : 12))
        } else {
            nameWidth = 0
        }
    }

    /// Returns the notice of lines missing before a line, and the line's rows: one, or more when wrapping.
    func rows(ofLine index: Int) -> [LogRow] {
        let gap = model.logs.buffer.skipped(before: index)
        return (gap > 0 ? [row(ofGap: gap)] : []) + rows(model.logs.buffer[index], index)
    }

    /// Returns the number of those rows.
    func count(ofLine index: Int) -> Int {
        if model.logs.wraps { return rows(ofLine: index).count }
        return model.logs.buffer.skipped(before: index) > 0 ? 2 : 1
    }

    private func row(ofGap lines: Int) -> LogRow {
        let dots = model.appearance.glyphs.ellipsis
        let words = lines == 1 ? "1 line skipped" : "\(Formatting.count(lines)) lines skipped"
        let text = StyledLine("\(dots) \(words) \(dots)", model.appearance.theme[.warning])
        return LogRow(text: text.truncated(to: width, ellipsis: dots))
    }

    private func rows(_ line: LogLine, _ index: Int) -> [LogRow] {
        let prefix = prefix(line, isAtCursor: index == cursor)
        let indent = (timeWidth > 0 ? timeWidth + 1 : 0) + (nameWidth > 0 ? nameWidth + 1 : 0)
        let room = max(1, width - indent)
        if model.logs.wraps {
            var column = 0
            let rows = text(line, index, columns: .max / 8).wrapped(to: room)
            return rows.enumerated().map { number, row in
                var whole = number == 0 ? prefix : StyledLine(String(repeating: " ", count: indent))
                whole.append(row)
                let width = row.width
                defer { column += width }
                let columns = number == rows.count - 1 ? Int.max / 2 : width
                return LogRow(
                    line: index,
                    isFirst: number == 0,
                    text: whole,
                    indent: indent,
                    column: column,
                    columns: columns
                )
            }
        }
        let offset = model.logs.offset
        var whole = prefix
        let cut = text(line, index, columns: offset + room).dropping(columns: offset)
        whole.append(cut.truncated(to: room, ellipsis: model.appearance.glyphs.ellipsis))
        return [LogRow(line: index, text: whole, indent: indent, column: offset)]
    }

    /// Returns the line's text with highlighted search matches.
    private func text(_ line: LogLine, _ index: Int, columns: Int) -> StyledLine {
        let theme = model.appearance.theme
        var sanitizer = sanitizer
        var base = line.stream == .system ? theme[.muted].adding(.italic) : theme[.text]
        if line.isContext {
            base = theme[.muted]
            sanitizer.showsColours = false
        }
        let limit = model.logs.wraps ? Self.longestWrapped : max(Self.longestWrapped, columns * 32)
        let ellipsis = model.appearance.glyphs.ellipsis
        let text =
            JSONLineText(line.text)?.line(theme, base: base, limit: limit, ellipsis: ellipsis)
            ?? sanitizer.line(LogText.head(line.text, bytes: limit, ellipsis: ellipsis), base: base, columns: columns)
        guard let search = model.logs.search else { return text }
        let style = index == cursor ? theme.currentMatch : theme.match
        return text.restyled(search.matcher.matches(in: text.text)) { _ in style }
    }

    /// The maximum number of bytes shown of a wrapped line, which every frame wraps. The line view shows the rest.
    private static let longestWrapped = 16_384

    /// The line that keys act on, if it is highlighted.
    private var cursor: Int? {
        model.focus == .logs && !model.logs.isFollowing ? model.logs.cursor : nil
    }

    private func prefix(_ line: LogLine, isAtCursor: Bool) -> StyledLine {
        let theme = model.appearance.theme
        var prefix = StyledLine()
        if timeWidth > 0 {
            let clock = Formatting.clock(
                nanoseconds: line.timeNs,
                utcOffset: model.appearance.utcOffset,
                milliseconds: timeWidth > 8
            )
            prefix.append(clock + " ", theme[isAtCursor ? .accent : .muted])
        }
        if nameWidth > 0 {
            let name = TextMetrics.truncated(
                LogSanitizer.plain(line.service),
                to: nameWidth,
                ellipsis: model.appearance.glyphs.ellipsis
            )
            let style = line.isContext ? theme[.muted] : model.nameStyle(ofService: line.service)
            prefix.append(TextMetrics.padded(name, to: nameWidth) + " ", style)
        }
        return prefix
    }
}
