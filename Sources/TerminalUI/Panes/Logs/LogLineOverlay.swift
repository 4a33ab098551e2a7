import ControlAPI
import FoundationEssentials
import LogAnalysis

/// A log line in full: its metadata, its whole text, and JSON indented.
struct LogLineOverlay: OverlayPane {
    let line: LogLine
    let scroll: Int
    var context: KeyBinding.Context { .line }

    func draw(_ model: AppModel, _ frame: inout Frame) {
        let theme = model.appearance.theme
        let area = model.layout.overLogs
        var title = StyledLine("Line ", theme[.title])
        title.append(Formatting.count(Int(clamping: line.number)), theme[.title])
        title.append(" \(model.appearance.glyphs.dot) ", theme[.muted])
        title.append(LogSanitizer.plain(line.service), model.nameStyle(ofService: line.service))
        let inside = frame.overlay(area, title: title, model.appearance)
        let rows = rows(model, width: inside.width)
        let first = max(0, min(scroll, rows.count - inside.height))
        frame.write(rows, from: first, in: inside, edge: area, model.appearance)
    }

    func move(_ step: Movement.Step, _ model: inout AppModel) -> [Effect] {
        let area = model.layout.overLogs.text
        let maximum = max(0, rows(model, width: area.width).count - area.height)
        // Past the end counts as at the end, where the screen has become larger.
        let next = scroll + step.rows(page: area.height - 1, count: max(maximum, scroll))
        model.overlay = .logLine(line, scroll: max(0, min(next, maximum)))
        return []
    }

    func press(_ point: Point, _ model: inout AppModel) -> [Effect] {
        if model.layout.logs?.contains(point) != true { model.overlay = nil }
        return []
    }

    /// Returns the initial scroll offset: that of the first search match, or else 0.
    fileprivate func firstMatch(in model: AppModel) -> Int {
        guard model.logs.search != nil else { return 0 }
        let area = model.layout.overLogs.text
        let rows = rows(model, width: area.width)
        let style = model.appearance.theme.match
        guard let row = rows.firstIndex(where: { $0.spans.contains { $0.style == style } }), row >= area.height else {
            return 0
        }
        return min(row - area.height / 2, max(0, rows.count - area.height))
    }

    private func rows(_ model: AppModel, width: Int) -> [StyledLine] {
        let theme = model.appearance.theme
        let width = max(1, width)
        var rows = facts(model).map { name, value in
            var row = StyledLine(TextMetrics.padded(name, to: 7) + " ", theme[.muted])
            row.append(value, theme[.text])
            return row.truncated(to: width, ellipsis: model.appearance.glyphs.ellipsis)
        }
        rows.append(StyledLine())
        rows += text(model).wrapped(to: width)
        if let json = prettyJSON(LogText.shown(line.text), limit: 2000) {
            rows.append(StyledLine())
            for jsonLine in json.lines { rows += Self.styled(jsonLine, theme).wrapped(to: width) }
        }
        return rows
    }

    private func facts(_ model: AppModel) -> [(String, String)] {
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

    private func text(_ model: AppModel) -> StyledLine {
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

/// The actions that show a whole line.
enum LogLineAction: PaneAction {
    case showLine, lineBefore, lineAfter

    func whyDisabled(in model: AppModel) -> String? {
        switch self {
        case .showLine: model.logs.whyNoLines
        case .lineBefore, .lineAfter: nil
        }
    }

    func perform(on model: inout AppModel) -> [Effect] {
        switch self {
        case .showLine:
            model.bringLogsIntoView(focused: true)
            model.logs.pause()
            model.showCurrentLine()
        case .lineBefore: model.stepLine(by: -1)
        case .lineAfter: model.stepLine(by: 1)
        }
        return []
    }
}

extension AppModel {
    fileprivate mutating func showCurrentLine() {
        guard let line = logs.currentLine.map({ logs.buffer[$0] }) else { return }
        overlay = .logLine(line, scroll: LogLineOverlay(line: line, scroll: 0).firstMatch(in: self))
    }

    /// Shows the line before or after the shown one.
    fileprivate mutating func stepLine(by lines: Int) {
        guard case .logLine = overlay, let index = logs.currentLine else { return }
        logs.putCursor(on: index + lines, LogViewport(self))
        showCurrentLine()
    }
}
