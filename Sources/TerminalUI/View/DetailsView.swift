import ControlAPI

/// The details of the selected service or firm, with problems and remedies first.
enum DetailsView {
    static func draw(_ model: AppModel, in area: Rect, _ frame: inout Frame) {
        let theme = model.appearance.theme
        let glyphs = model.appearance.glyphs
        let look = BoxLook(glyphs: glyphs, style: theme[model.focus == .details ? .focusedBorder : .border])
        let inside = frame.box(area, title: title(model), look: look).inset(by: 1, rows: 0)
        guard let subject = model.detailsSubject else { return }
        let rows = rows(of: model, width: inside.width)
        let first = model.details.offset(of: subject, maximum: max(0, rows.count - inside.height))
        for (index, row) in rows.dropFirst(first).prefix(inside.height).enumerated() {
            frame.write(row, x: inside.x, y: inside.y + index, in: inside.row(index))
        }
        let hidden = rows.count - first - inside.height
        frame.overflow(area, above: first, below: hidden, glyphs: glyphs, style: theme[.muted])
    }

    /// Returns the rows available for text and the maximum scroll offset; 0 if the pane is hidden.
    static func extent(in model: AppModel) -> (rows: Int, maximum: Int) {
        guard let area = model.layout.details else { return (0, 0) }
        let inside = (area.width >= 4 && area.height >= 3 ? area.inset(by: 1, rows: 1) : area).inset(by: 1, rows: 0)
        return (inside.height, max(0, rows(of: model, width: inside.width).count - inside.height))
    }

    private static func rows(of model: AppModel, width: Int) -> [StyledLine] {
        switch (model.details.source, model.selectedService, model.stack?.data) {
        case (.services, let service?, _): ServiceDetails(service, model).rows(width: width)
        case (.firms, _, let data?): FirmDetails(model.selectedFirm, in: data, model).rows(width: width)
        case (.services, nil, _), (.firms, _, nil): []
        }
    }

    private static func title(_ model: AppModel) -> StyledLine {
        let glyphs = model.appearance.glyphs
        switch (model.details.source, model.selectedService, model.selectedFirm, model.stack?.data) {
        case (.services, let service?, _, _):
            let shown = ServicePresentation(service, glyphs: glyphs)
            return title(shown.marker, service.name, shown.words, shown.role, model)
        case (.firms, _, let firm?, let data?):
            let shown = FirmPresentation(firm, in: data, glyphs: glyphs)
            let words = shown.progress.map(Formatting.progress) ?? shown.words.first ?? ""
            return title(shown.marker, firm.name, words, shown.role, model)
        default:
            return StyledLine("Details", model.appearance.theme[.title])
        }
    }

    private static func title(
        _ marker: String,
        _ name: String,
        _ words: String,
        _ role: Theme.Role,
        _ model: AppModel
    ) -> StyledLine {
        let theme = model.appearance.theme
        var title = StyledLine(marker + " ", theme[role])
        title.append(LogSanitizer.plain(name), theme[.title])
        title.append(" \(model.appearance.glyphs.dot) ", theme[.muted])
        title.append(LogSanitizer.plain(words), theme[role])
        return title
    }
}
