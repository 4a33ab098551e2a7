import ControlAPI
import FoundationEssentials

/// The events with their local times, newest at the bottom.
enum EventsView {
    private static let timeWidth = 9
    private static let longestName = 16

    static func draw(_ model: AppModel, in area: Rect, edge: Rect, _ frame: inout Frame) {
        let theme = model.appearance.theme
        let log = model.events
        guard log.count > 0 else {
            let line = StyledLine("no events yet", theme[.muted])
                .truncated(to: area.width - 2, ellipsis: model.appearance.glyphs.ellipsis)
            frame.write(line, x: area.x + 1, y: area.y, in: area)
            return
        }
        var blocks: [[StyledLine]] = []
        var count = 0
        var index = log.viewEnd
        while count < area.height, index > log.startIndex {
            index -= 1
            blocks.append(rows(of: log[index], width: area.width, model))
            count += blocks[blocks.count - 1].count
        }
        for (row, line) in blocks.reversed().joined().suffix(area.height).enumerated() {
            frame.write(line, x: area.x, y: area.y + row, in: area.row(row))
        }
        frame.overflow(
            edge,
            above: index - log.startIndex,
            below: log.endIndex - log.viewEnd,
            glyphs: model.appearance.glyphs,
            style: theme[.muted]
        )
    }

    static func summary(_ model: AppModel) -> StyledLine {
        let theme = model.appearance.theme
        let count = model.events.count
        var line = StyledLine("\(Formatting.count(count)) \(count == 1 ? "event" : "events")", theme[.text])
        if !model.events.isFollowing { line.append(" \(model.appearance.glyphs.dot) paused", theme[.warning]) }
        return line
    }

    /// Returns the number of rows for events.
    static func rows(in model: AppModel) -> Int {
        model.layout.logs.map { MainPane.inside(of: $0).height } ?? 0
    }

    /// Returns the number of entries that fit from the oldest on.
    static func entriesFittingFromStart(in model: AppModel) -> Int {
        guard let area = model.layout.logs.map(MainPane.inside(of:)) else { return 1 }
        var rows = 0
        var entries = 0
        for entry in model.events.all {
            rows += self.rows(of: entry, width: area.width, model).count
            if rows > area.height { break }
            entries += 1
        }
        return max(1, entries)
    }

    /// Returns an entry's rows: more than one if its text wraps.
    private static func rows(of entry: EventEntry, width: Int, _ model: AppModel) -> [StyledLine] {
        let theme = model.appearance.theme
        let glyphs = model.appearance.glyphs
        let time = Formatting.clock(
            nanoseconds: Int64(min(max(0, entry.at.timeIntervalSince1970), 9e9)) * 1_000_000_000,
            utcOffset: model.appearance.utcOffset,
            milliseconds: false
        )
        var head = StyledLine(width >= 30 ? "\(time) " : "", theme[.muted])
        head.append(TextMetrics.padded(entry.marker, to: 1) + " ", theme[entry.role])
        let names = model.stack?.services.map { TextMetrics.width(of: LogSanitizer.plain($0.name)) } ?? []
        let room = width >= 50 ? max(6, min(names.max() ?? 6, longestName)) : min(10, width / 4)
        let name = TextMetrics.truncated(entry.service ?? "", to: room, ellipsis: glyphs.ellipsis)
        let nameStyle = entry.service.map { model.nameStyle(ofService: $0) } ?? theme[.muted]
        head.append(TextMetrics.padded(name, to: room) + " ", nameStyle)
        let indent = head.width
        let lines = TextMetrics.wrapped(entry.text, to: max(1, width - indent - 1))
        return lines.enumerated().map { index, text in
            var line = index == 0 ? head : StyledLine(String(repeating: " ", count: indent))
            line.append(text, theme[entry.role])
            return line
        }
    }
}
