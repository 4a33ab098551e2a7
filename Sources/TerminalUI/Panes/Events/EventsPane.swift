import ControlAPI
import FoundationEssentials

/// The events with their local times, newest at the bottom.
enum EventsPane: TabPane, TextPane {
    static let place = Place.logs
    static let wheelRows = 3
    static let title = "Events"
    static let key: (name: String, description: String)? = ("e", "events")

    private static let longestName = 16

    static func contexts(in model: AppModel) -> [KeyBinding.Context] { [.texts] }

    static func extent(in model: AppModel) -> (height: Int, most: Int) {
        (model.layout.logs?.inside.height ?? 0, EventLog.capacity)
    }

    static func scroll(by rows: Int, _ model: inout AppModel) {
        model.events.scroll(by: rows, fitting: entriesFittingFromStart(in: model))
    }

    /// Returns the number of entries that fit from the oldest on.
    private static func entriesFittingFromStart(in model: AppModel) -> Int {
        guard let area = model.layout.logs?.inside else { return 1 }
        var rows = 0
        var entries = 0
        for entry in model.events.all {
            rows += self.rows(of: entry, width: area.width, model).count
            if rows > area.height { break }
            entries += 1
        }
        return max(1, entries)
    }

    static func draw(_ model: AppModel, in area: Rect, edge: Rect, _ frame: inout Frame) {
        let log = model.events
        guard log.count > 0 else { return frame.write(note: "no events yet", in: area, model.appearance) }
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
        let above = index - log.startIndex
        frame.overflow(edge, above: above, below: log.endIndex - log.viewEnd, model.appearance)
    }

    static func summary(_ model: AppModel) -> StyledLine {
        let theme = model.appearance.theme
        var line = StyledLine(Formatting.counted(model.events.count, "event"), theme[.text])
        if !model.events.isFollowing { line.append(" \(model.appearance.glyphs.dot) paused", theme[.warning]) }
        return line
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
