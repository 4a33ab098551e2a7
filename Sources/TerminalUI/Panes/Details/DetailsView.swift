import ControlAPI

extension DetailsPane {
    static func draw(_ model: AppModel, in area: Rect, _ frame: inout Frame) {
        let look = model.appearance.look(isFocused: model.focus == .details)
        let inside = frame.box(area, title: title(model), look: look).inset(by: 1, rows: 0)
        guard let subject = model.detailsSubject else { return }
        let rows = rows(of: model, width: inside.width)
        let first = model.details.offset(of: subject, maximum: max(0, rows.count - inside.height))
        frame.write(rows, from: first, in: inside, edge: area, model.appearance)
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
