import ControlAPI

extension FirmsPane {
    static func draw(_ model: AppModel, in area: Rect, _ frame: inout Frame) {
        guard let data = model.stack?.data else { return }
        let isFocused = model.focus == place
        let title = title(data, model)
        guard isFocused || area.inside != area else {
            // Folded: the title shows the overall state.
            let line = title.truncated(to: area.width - 1, ellipsis: model.appearance.glyphs.ellipsis)
            frame.write(line, x: area.x + 1, y: area.y, in: area)
            return
        }
        let inside = frame.box(area, title: title, look: model.appearance.look(isFocused: isFocused))
        if data.firms.isEmpty {
            let words = LogSanitizer.plain(data.problem?.message ?? "no firms are known yet")
            return frame.write(note: words, in: inside, model.appearance)
        }
        let columns = FirmColumns(width: inside.width, firms: data.firms)
        let first = firstVisible(of: data.firms.map(\.slug), height: inside.height, in: model)
        for (row, firm) in data.firms.dropFirst(first).prefix(inside.height).enumerated() {
            let shown = FirmPresentation(firm, in: data, glyphs: model.appearance.glyphs)
            FirmRow(firm: firm, model: model, columns: columns, shown: shown).draw(in: inside.row(row), &frame)
        }
        frame.overflow(area, above: first, below: data.firms.count - first - inside.height, model.appearance)
    }

    private static func title(_ data: DataStatus, _ model: AppModel) -> StyledLine {
        let theme = model.appearance.theme
        let shown = DataPresentation(data)
        var title = StyledLine("Demo firms", theme[.title])
        title.append(" \(model.appearance.glyphs.dot) ", theme[.muted])
        title.append(LogSanitizer.plain(shown.words), theme[shown.role])
        return title
    }
}

private struct FirmRow {
    let firm: DataStatus.Firm
    let model: AppModel
    let columns: FirmColumns
    let shown: FirmPresentation

    func draw(in row: Rect, _ frame: inout Frame) {
        let theme = model.appearance.theme
        let glyphs = model.appearance.glyphs
        let isSelected = model.firms.selected == firm.slug
        if isSelected {
            let style = theme[model.focus == .firms ? .accent : .muted]
            frame.write(glyphs.pointer, x: row.x, y: row.y, style: style, in: row)
        }
        if columns.showsMarker {
            frame.write(shown.marker, x: row.x + 2, y: row.y, style: theme[shown.role], in: row)
        }
        var x = row.x + columns.lead
        let name = columns.name(of: firm, ellipsis: glyphs.ellipsis)
        frame.write(name, x: x, y: row.y, style: theme[isSelected ? .selected : .text], in: row)
        x += columns.nameWidth + columns.gap
        if columns.itemsWidth > 0 {
            x += columns.itemsWidth
            let items = columns.items(of: firm)
            frame.write(items, x: x - TextMetrics.width(of: items), y: row.y, style: theme[.text], in: row)
            x += columns.gap
        }
        if let progress = shown.progress {
            let bar = ProgressBar.line(progress, width: columns.stateWidth, model.appearance)
            frame.write(bar, x: x, y: row.y, in: row)
            return
        }
        let words = shown.words(fitting: columns.stateWidth, ellipsis: glyphs.ellipsis)
        frame.write(words, x: x, y: row.y, style: theme[shown.role], in: row)
        guard let resetAt = firm.resetAt else { return }
        let reset = "reset \(model.ago(resetAt))"
        let start = x + columns.stateWidth - TextMetrics.width(of: reset)
        guard start >= x + TextMetrics.width(of: words) + 2 else { return }
        frame.write(reset, x: start, y: row.y, style: theme[.muted], in: row)
    }
}
