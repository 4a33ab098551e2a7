import ControlAPI
import LogAnalysis

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

    /// One row where lines are cut, else as many as it takes.
    func rows(_ line: LogLine) -> [StyledLine] {
        let theme = model.appearance.theme
        let glyphs = model.appearance.glyphs
        let prefix = prefix(line)
        let prefixWidth = (timeWidth > 0 ? timeWidth + 1 : 0) + (nameWidth > 0 ? nameWidth + 1 : 0)
        let room = max(1, width - prefixWidth)
        let base = line.stream == .system ? theme[.muted].adding(.italic) : theme[.text]
        if model.logs.wraps {
            let text = sanitizer.line(line.text, base: base)
            let rows = text.wrapped(to: room)
            return rows.enumerated().map { index, row in
                var whole = index == 0 ? prefix : StyledLine(String(repeating: " ", count: prefixWidth))
                whole.append(row)
                return whole
            }
        }
        let text = sanitizer.line(line.text, base: base, columns: model.logs.offset + room)
        var whole = prefix
        let cut = text.dropping(columns: model.logs.offset)
        whole.append(cut.truncated(to: room, ellipsis: glyphs.ellipsis))
        return [whole]
    }

    private func prefix(_ line: LogLine) -> StyledLine {
        let theme = model.appearance.theme
        var prefix = StyledLine()
        if timeWidth > 0 {
            let clock = Formatting.clock(
                nanoseconds: line.timeNs,
                utcOffset: model.appearance.utcOffset,
                milliseconds: timeWidth > 8
            )
            prefix.append(clock + " ", theme[.muted])
        }
        if nameWidth > 0 {
            let name = TextMetrics.truncated(
                LogSanitizer.plain(line.service),
                to: nameWidth,
                ellipsis: model.appearance.glyphs.ellipsis
            )
            prefix.append(TextMetrics.padded(name, to: nameWidth) + " ", model.nameStyle(ofService: line.service))
        }
        return prefix
    }
}
