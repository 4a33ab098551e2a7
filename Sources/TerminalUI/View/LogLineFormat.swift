import ControlAPI
import LogAnalysis

/// A row of the logs pane.
struct LogRow {
    /// The index of its line; nil where it says that lines are missing.
    var line: Int?
    /// Whether the line begins with it.
    var isFirst = true
    var text: StyledLine
    /// Columns before the line's own text.
    var indent = 0
    /// The column of the line's text that stands first in it.
    var column = 0
    /// How many columns of the line's text it shows; the last row of a line has no end.
    var columns = Int.max / 2
}

/// How a log line becomes rows: what stands before the text depends on the room.
struct LogLineFormat {
    private let model: AppModel
    private let width: Int
    /// Columns of the service's name; 0 where it is not shown.
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

    /// What is missing before a line, and the line: one row where lines are cut, else as many as it takes.
    func rows(ofLine index: Int) -> [LogRow] {
        let gap = model.logs.buffer.skipped(before: index)
        return (gap > 0 ? [row(ofGap: gap)] : []) + rows(model.logs.buffer[index], index)
    }

    /// How many rows those are.
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

    /// The line's own text, with what is searched for in it.
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

    /// Bytes of a wrapped line that are shown: the whole of a longer one is one key away, and every frame would wrap it.
    private static let longestWrapped = 16_384

    /// The line that keys act on, where it is shown as such.
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
