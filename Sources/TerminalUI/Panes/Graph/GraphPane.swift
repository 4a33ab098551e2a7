import ControlAPI

/// The dependency graph as a tree with each service's state. Highlights the dependencies and dependents of the selected
/// service.
enum GraphPane: ServiceTab {
    static let title = "Graph"
    static let key: (name: String, description: String)? = ("d", "dependency graph")

    static func rows(in model: AppModel) -> [String] {
        DependencyTree(model.stack?.services ?? []).rows.map(\.service)
    }

    static func draw(_ model: AppModel, in area: Rect, edge: Rect, _ frame: inout Frame) {
        let glyphs = model.appearance.glyphs
        let rows = DependencyTree(model.stack?.services ?? []).rows
        let first = firstVisible(of: rows.map(\.service), height: area.height, in: model)
        for (index, row) in rows.dropFirst(first).prefix(area.height).enumerated() {
            let line = line(row, model).truncated(to: area.width - 1, ellipsis: glyphs.ellipsis)
            frame.write(line, x: area.x, y: area.y + index, in: area.row(index))
        }
        frame.overflow(edge, above: first, below: rows.count - first - area.height, model.appearance)
    }

    static func summary(_ model: AppModel) -> StyledLine {
        let theme = model.appearance.theme
        guard let service = model.selectedService else { return StyledLine("no service selected", theme[.muted]) }
        let needs = Set(service.dependencies.map(\.service)).count
        var line = StyledLine(LogSanitizer.plain(service.name), theme[.text])
        line.append(" needs \(needs), used by \(Set(service.dependents).count)", theme[.muted])
        return line
    }

    private static func line(_ row: DependencyTree.Row, _ model: AppModel) -> StyledLine {
        let theme = model.appearance.theme
        let glyphs = model.appearance.glyphs
        guard let service = model.stack?[service: row.service] else { return StyledLine() }
        let isSelected = model.services.selected == service.name
        let relation = Relation(of: service, in: model)
        let pointer = isSelected ? glyphs.pointer : ""
        let pointerStyle = theme[model.focus == .logs ? .accent : .muted]
        var line = StyledLine(TextMetrics.padded(pointer, to: 2), pointerStyle)
        for hasMoreSiblings in row.rails.dropLast() {
            line.append(hasMoreSiblings ? glyphs.rail : "   ", theme[.border])
        }
        if let isNotLast = row.rails.last {
            let touches = isSelected || row.parent == model.services.selected
            line.append(isNotLast ? glyphs.branch : glyphs.lastBranch, theme[touches ? .accent : .border])
        }
        let shown = ServicePresentation(service, glyphs: glyphs)
        line.append(shown.marker + " ", theme[shown.role])
        line.append(LogSanitizer.plain(service.name), theme[isSelected ? .selected : relation == nil ? .text : .accent])
        appendOthers(row, of: service, to: &line, model)
        switch relation {
        case .needed(let goal): line.append("  must be \(goal)", theme[.accent])
        case .user(let goal, let waits):
            line.append(waits ? "  waits for it to be \(goal)" : "  needs it \(goal)", theme[.accent])
        case .both: line.append("  each needs the other", theme[.warning])
        case nil: break
        }
        return line
    }

    /// Appends the dependencies other than the tree parent.
    private static func appendOthers(
        _ row: DependencyTree.Row,
        of service: ServiceStatus,
        to line: inout StyledLine,
        _ model: AppModel
    ) {
        let theme = model.appearance.theme
        guard !row.others.isEmpty else { return }
        line.append("  \(model.appearance.glyphs.backArrow) ", theme[.muted])
        for (index, name) in row.others.enumerated() {
            if index > 0 { line.append(", ", theme[.muted]) }
            let isOpen = service.dependencies.contains { $0.service == name && !$0.satisfied }
            let role: Theme.Role =
                name == model.services.selected || service.name == model.services.selected
                ? .accent : isOpen ? .waiting : .text
            line.append(LogSanitizer.plain(name), theme[role])
        }
    }

    /// A service's relation to the selected one.
    private enum Relation {
        /// The selected service needs it in this state.
        case needed(goal: String)
        /// It needs the selected service in this state, and may still be waiting for it.
        case user(goal: String, waits: Bool)
        case both

        init?(of service: ServiceStatus, in model: AppModel) {
            guard let selected = model.selectedService, selected.name != service.name else { return nil }
            let need = selected.dependencies.first { $0.service == service.name }
            let edge = service.dependencies.first { $0.service == selected.name }
            switch (need, edge) {
            case (.some, .some): self = .both
            case (let need?, nil): self = .needed(goal: need.goal)
            case (nil, let edge?): self = .user(goal: edge.goal, waits: !edge.satisfied)
            case (nil, nil): return nil
            }
        }
    }
}
