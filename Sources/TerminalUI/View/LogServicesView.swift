import ControlAPI

/// The checklist of services whose lines are shown.
enum LogServicesView {
    static func draw(_ model: AppModel, marked: String, _ frame: inout Frame) {
        let theme = model.appearance.theme
        let glyphs = model.appearance.glyphs
        let names = model.stack?.services.map(\.name) ?? []
        let widest = names.map { TextMetrics.width(of: LogSanitizer.plain($0)) }.max() ?? 0
        let place = model.layout.logs ?? frame.bounds
        let area = place.centred(width: max(30, min(widest, 40) + 10), height: names.count + 2)
        frame.clear(area)
        let look = BoxLook(glyphs: glyphs, style: theme[.focusedBorder])
        let inside = frame.box(area, title: StyledLine("Show logs of", theme[.title]), look: look).inset(by: 1, rows: 0)
        let index = names.firstIndex(of: marked) ?? 0
        let first = max(0, min(names.count - inside.height, index - inside.height / 2))
        for (number, name) in names.dropFirst(first).prefix(inside.height).enumerated() {
            let isMarked = name == marked
            let isShown = model.logs.shownServices?.contains(name) ?? true
            var row = StyledLine(TextMetrics.padded(isMarked ? glyphs.pointer : "", to: 2), theme[.accent])
            row.append((isShown ? glyphs.checked : glyphs.unchecked) + " ", theme[isShown ? .healthy : .muted])
            row.append(LogSanitizer.plain(name), isMarked ? theme[.selected] : model.nameStyle(ofService: name))
            let rect = inside.row(number)
            frame.write(row.truncated(to: rect.width, ellipsis: glyphs.ellipsis), x: rect.x, y: rect.y, in: rect)
        }
    }
}
