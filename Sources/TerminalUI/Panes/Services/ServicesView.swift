import ControlAPI
import FoundationEssentials

extension ServicesPane {
    static func draw(_ model: AppModel, in area: Rect, _ frame: inout Frame) {
        let theme = model.appearance.theme
        let look = model.appearance.look(isFocused: model.focus == place)
        let services = model.listedServices
        let columns = ServiceColumns(
            width: max(0, area.width - 2),
            services: services,
            showsMetrics: model.appearance.showsMetrics
        )
        let title = StyledLine("Services", theme[.title])
        let inside = frame.box(area, title: title, trailing: columns.heading(look, muted: theme[.muted]), look: look)
        if model.stack == nil {
            let words = "connecting to the supervisor\(model.appearance.glyphs.ellipsis)"
            frame.write(words, x: inside.x + 1, y: inside.y, style: theme[.muted], in: inside)
            return
        }
        let first = firstVisible(of: services.map(\.name), height: inside.height, in: model)
        for (row, service) in services.dropFirst(first).prefix(inside.height).enumerated() {
            let shown = ServicePresentation(service, glyphs: model.appearance.glyphs)
            ServiceRow(service: service, model: model, columns: columns, shown: shown).draw(in: inside.row(row), &frame)
        }
        frame.overflow(area, above: first, below: services.count - first - inside.height, model.appearance)
    }
}

private struct ServiceRow {
    let service: ServiceStatus
    let model: AppModel
    let columns: ServiceColumns
    let shown: ServicePresentation

    func draw(in row: Rect, _ frame: inout Frame) {
        let theme = model.appearance.theme
        let glyphs = model.appearance.glyphs
        let isSelected = model.services.selected == service.name
        if isSelected {
            let style = model.focus == .services ? theme[.accent] : theme[.muted]
            frame.write(glyphs.pointer, x: row.x, y: row.y, style: style, in: row)
        }
        frame.write(shown.marker, x: row.x + 2, y: row.y, style: theme[shown.role], in: row)
        var x = row.x + ServiceColumns.lead
        let name = TextMetrics.truncated(
            LogSanitizer.plain(service.name),
            to: columns.nameWidth,
            ellipsis: glyphs.ellipsis
        )
        frame.write(name, x: x, y: row.y, style: isSelected ? theme[.selected] : theme[.text], in: row)
        x += columns.nameWidth + 2

        // Inactive services have no figures, so their state may use that room.
        let figures = columns.columns.map { figure($0) }
        let isBare = figures.allSatisfy(\.text.isEmpty)
        let words = TextMetrics.truncated(
            LogSanitizer.plain(shown.words),
            to: isBare ? max(0, row.endX - ServiceColumns.trail - x) : columns.stateWidth,
            ellipsis: glyphs.ellipsis
        )
        frame.write(words, x: x, y: row.y, style: theme[shown.role], in: row)
        x += columns.stateWidth
        for (column, figure) in zip(columns.columns, figures) {
            x += column.width + 1
            frame.write(figure.text, x: x - TextMetrics.width(of: figure.text), y: row.y, style: figure.style, in: row)
        }
    }

    private func figure(_ column: ServiceColumns.Column) -> Span {
        let theme = model.appearance.theme
        let muted = theme[.muted]
        switch column {
        case .port:
            guard shown.isActive, let port = service.ports.first else { return Span("", muted) }
            return Span(String(port.published), theme[.text])
        case .uptime, .since:
            guard shown.isActive, let words = service.uptime(in: model) else { return Span("", muted) }
            return Span(words, muted)
        case .restarts:
            guard service.restarts > 0, service.state != .waiting else { return Span("", muted) }
            return Span(service.restarts > 999 ? "999" : String(service.restarts), theme[.warning])
        case .cpu:
            guard shown.isActive, let sample = model.metrics[service.name] else { return Span("", muted) }
            return Span(Formatting.percent(sample.cpuPercent), theme[.text])
        case .memory:
            guard shown.isActive, let sample = model.metrics[service.name] else { return Span("", muted) }
            return Span(Formatting.bytes(sample.memoryBytes), theme[.text])
        }
    }
}
