import ControlAPI

/// What is known of the selected service; what is wrong and what to do about it first.
enum DetailsView {
    static func draw(_ model: AppModel, in area: Rect, _ frame: inout Frame) {
        let theme = model.appearance.theme
        let glyphs = model.appearance.glyphs
        let look = BoxLook(glyphs: glyphs, style: theme[.border])
        guard let service = model.selectedService else {
            _ = frame.box(area, title: StyledLine("Details", theme[.title]), look: look)
            return
        }
        let shown = ServicePresentation(service, glyphs: glyphs)
        var title = StyledLine(shown.marker + " ", theme[shown.role])
        title.append(LogSanitizer.plain(service.name), theme[.title])
        title.append(" \(glyphs.dot) ", theme[.muted])
        title.append(LogSanitizer.plain(shown.words), theme[shown.role])
        let inside = frame.box(area, title: title, look: look).inset(by: 1, rows: 0)
        let rows = ServiceDetails(service, model).rows(width: inside.width)
        for (index, row) in rows.prefix(inside.height).enumerated() {
            frame.write(row, x: inside.x, y: inside.y + index, in: inside.row(index))
        }
        if rows.count > inside.height, inside.height > 0 {
            let last = inside.row(inside.height - 1)
            frame.write(glyphs.ellipsis, x: last.endX - 1, y: last.y, style: theme[.muted], in: last)
        }
    }
}
