import ControlAPI
import FoundationEssentials
import LogAnalysis

/// A log line in full: its metadata, its whole text, and JSON indented.
enum LogDetailView {
    static func draw(_ model: AppModel, _ line: LogLine, scroll: Int, _ frame: inout Frame) {
        let theme = model.appearance.theme
        let glyphs = model.appearance.glyphs
        let area = area(model)
        frame.clear(area)
        let look = BoxLook(glyphs: glyphs, style: theme[.focusedBorder])
        var title = StyledLine("Line ", theme[.title])
        title.append(Formatting.count(Int(clamping: line.number)), theme[.title])
        title.append(" \(glyphs.dot) ", theme[.muted])
        title.append(LogSanitizer.plain(line.service), model.nameStyle(ofService: line.service))
        let inside = frame.box(area, title: title, look: look).inset(by: 1, rows: 0)
        let rows = rows(line, model, width: inside.width)
        let first = max(0, min(scroll, rows.count - inside.height))
        for (index, row) in rows.dropFirst(first).prefix(inside.height).enumerated() {
            frame.write(row, x: inside.x, y: inside.y + index, in: inside.row(index))
        }
        let below = max(0, rows.count - first - inside.height)
        frame.overflow(area, above: first, below: below, glyphs: glyphs, style: theme[.muted])
    }

    /// Returns the visible rows and the maximum scroll offset.
    static func extent(_ line: LogLine, in model: AppModel) -> (rows: Int, maximum: Int) {
        let area = area(model)
        let inside = (area.width >= 4 && area.height >= 3 ? area.inset(by: 1, rows: 1) : area).inset(by: 1, rows: 0)
        return (inside.height, max(0, rows(line, model, width: inside.width).count - inside.height))
    }

    /// Returns the initial scroll offset: that of the first search match, or else 0.
    static func firstMatch(_ line: LogLine, in model: AppModel) -> Int {
        guard model.logs.search != nil else { return 0 }
        let area = area(model)
        let inside = (area.width >= 4 && area.height >= 3 ? area.inset(by: 1, rows: 1) : area).inset(by: 1, rows: 0)
        let rows = rows(line, model, width: inside.width)
        let style = model.appearance.theme.match
        guard let row = rows.firstIndex(where: { $0.spans.contains { $0.style == style } }), row >= inside.height else {
            return 0
        }
        return min(row - inside.height / 2, max(0, rows.count - inside.height))
    }

    private static func area(_ model: AppModel) -> Rect { model.layout.logs ?? Rect(model.size) }

    private static func rows(_ line: LogLine, _ model: AppModel, width: Int) -> [StyledLine] {
        let theme = model.appearance.theme
        let width = max(1, width)
        var rows = facts(line, model).map { name, value in
            var row = StyledLine(TextMetrics.padded(name, to: 7) + " ", theme[.muted])
            row.append(value, theme[.text])
            return row.truncated(to: width, ellipsis: model.appearance.glyphs.ellipsis)
        }
        rows.append(StyledLine())
        rows += text(line, model).wrapped(to: width)
        if let json = prettyJSON(LogText.shown(line.text), limit: 2000) {
            rows.append(StyledLine())
            for jsonLine in json.lines { rows += styled(jsonLine, theme).wrapped(to: width) }
        }
        return rows
    }

    private static func facts(_ line: LogLine, _ model: AppModel) -> [(String, String)] {
        let clock = Formatting.clock(
            nanoseconds: line.timeNs,
            utcOffset: model.appearance.utcOffset,
            milliseconds: true
        )
        let ago = (model.now.timeIntervalSince1970 - Double(line.timeNs) / 1e9).rounded(.down)
        let since = Formatting.ago(seconds: Int(min(max(0, ago), 1e11)))
        var facts = [
            ("time", "\(clock) \(model.appearance.glyphs.dot) \(since)"),
            ("service", LogSanitizer.plain(line.service)),
            ("stream", line.stream.rawValue),
            ("number", Formatting.count(Int(clamping: line.number))),
        ]
        if let level = LevelDetector.level(of: line.text) { facts.append(("level", level.rawValue)) }
        if let fields = StructuredLine(line.text), fields.structure == .logfmt {
            facts += fields.fields.map { (LogSanitizer.plain($0.name), LogSanitizer.plain($0.value.text)) }
        }
        if line.isContext { facts.append(("filter", "does not match: shown as context")) }
        return facts
    }

    private static func text(_ line: LogLine, _ model: AppModel) -> StyledLine {
        let theme = model.appearance.theme
        let sanitizer = LogSanitizer(
            showsColours: theme.showsColours,
            showsPictures: model.appearance.glyphs == .unicode
        )
        let text = sanitizer.line(line.text, base: theme[.text])
        guard let search = model.logs.search else { return text }
        return text.restyled(search.matcher.matches(in: text.text)) { _ in theme.match }
    }

    private static func styled(_ line: PrettyJSON.Line, _ theme: Theme) -> StyledLine {
        var styled = StyledLine(String(repeating: "  ", count: line.depth), theme[.text])
        for token in line.tokens {
            let style =
                switch token.kind {
                case .key: theme[.key]
                case .string: theme[.healthy]
                case .number: theme[.starting]
                case .literal: theme[.unavailable]
                case .punctuation, .plain: theme[.muted]
                }
            styled.append(token.text, style)
        }
        return styled
    }
}
