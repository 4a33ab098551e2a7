import ControlAPI

/// The checklist of services whose lines are shown.
struct LogServicesOverlay: OverlayPane {
    /// The name of the highlighted service.
    let marked: String
    var context: KeyBinding.Context { .logServices }

    func draw(_ model: AppModel, _ frame: inout Frame) {
        let theme = model.appearance.theme
        let glyphs = model.appearance.glyphs
        let names = model.stack?.services.map(\.name) ?? []
        let widest = names.map { TextMetrics.width(of: LogSanitizer.plain($0)) }.max() ?? 0
        let area = model.layout.logServices(count: names.count, widest: widest)
        let title = StyledLine("Show logs of", theme[.title])
        let inside = frame.overlay(area, title: title, model.appearance)
        let rows = names.map { name in
            let isMarked = name == marked
            let isShown = model.logs.shownServices?.contains(name) ?? true
            var row = StyledLine(TextMetrics.padded(isMarked ? glyphs.pointer : "", to: 2), theme[.accent])
            row.append((isShown ? glyphs.checked : glyphs.unchecked) + " ", theme[isShown ? .healthy : .muted])
            row.append(LogSanitizer.plain(name), isMarked ? theme[.selected] : model.nameStyle(ofService: name))
            return row
        }
        let index = names.firstIndex(of: marked) ?? 0
        let first = Layout.firstVisible(around: index, of: names.count, height: inside.height)
        frame.write(rows, from: first, in: inside, model.appearance)
    }

    func move(_ step: Movement.Step, _ model: inout AppModel) -> [Effect] {
        let names = model.stack?.services.map(\.name) ?? []
        guard !names.isEmpty else { return [] }
        let index = (names.firstIndex(of: marked) ?? 0) + step.rows(page: names.count, count: names.count)
        model.overlay = .logServices(marked: names[max(0, min(index, names.count - 1))])
        return []
    }

    func press(_ point: Point, _ model: inout AppModel) -> [Effect] {
        if model.layout.logs?.contains(point) != true { model.overlay = nil }
        return []
    }
}

/// The actions that choose the services whose lines are shown.
enum LogServicesAction: PaneAction {
    case chooseServices, toggleService, onlyService, everyService

    func whyDisabled(in model: AppModel) -> String? {
        guard self == .chooseServices else { return nil }
        if case .service(let name) = model.logs.scope {
            return "only \(LogSanitizer.plain(name)) is shown: a shows all services"
        }
        return (model.stack?.services.count ?? 0) < 2 ? "there is only one service" : nil
    }

    func perform(on model: inout AppModel) -> [Effect] {
        let names = model.stack?.services.map(\.name) ?? []
        var shown = model.logs.shownServices ?? names
        switch (self, model.overlay) {
        case (.chooseServices, _):
            model.bringLogsIntoView(focused: false)
            model.overlay = model.listedServices.first.map { .logServices(marked: $0.name) }
            return []
        case (.onlyService, .logServices(let marked)): shown = [marked]
        case (.everyService, .logServices): shown = names
        case (.toggleService, .logServices(let marked)):
            if shown.contains(marked) { shown.removeAll { $0 == marked } } else { shown.append(marked) }
        case (.onlyService, _), (.everyService, _), (.toggleService, _): return []
        }
        guard !shown.isEmpty else {
            model.message = StatusMessage(.info, "at least one service must be shown")
            return []
        }
        // In project order, so that a choice always yields the same query.
        let chosen = names.filter(shown.contains)
        let isAll = chosen.count == names.count
        guard model.logs.shownServices != (isAll ? nil : chosen) else { return [] }
        model.logs.shownServices = isAll ? nil : chosen
        return model.logs.renew()
    }
}
