import ControlAPI

/// Handles a key press according to the key table.
func keyPressed(_ model: inout AppModel, _ key: KeyPress) -> [Effect] {
    model.message = nil
    if typeIntoPrompt(&model, key) { return [] }
    guard let binding = KeyBinding.binding(for: key, in: model) else {
        if model.overlay == nil {
            let name = key.name(model.appearance.glyphs)
            model.message = StatusMessage(.info, "\(name) is not bound here: ? shows the keys")
        }
        typeIntoPalette(&model, key)
        return []
    }
    if let reason = binding.action.whyDisabled(in: model) {
        if !reason.isEmpty { model.message = StatusMessage(.info, reason) }
        return []
    }
    return perform(binding.action, &model)
}

/// Performs an action.
func perform(_ action: Action, _ model: inout AppModel) -> [Effect] {
    switch action {
    case .selectPrevious, .selectNext, .selectPageUp, .selectPageDown, .selectFirst, .selectLast:
        select(action, &model)
    case .scrollUp, .scrollDown, .scrollPageUp, .scrollPageDown, .scrollToFirst, .scrollToLast:
        return scroll(action, &model)
    case .showServiceLogs:
        guard let service = model.selectedService else { return [] }
        return showLogs(&model, .service(service.name))
    case .showAllLogs:
        return showLogs(&model, .all)
    case .toggleFollow:
        return toggleFollow(&model)
    case .startService, .restartService, .stopService, .confirmStop:
        return service(action, &model)
    case .switchService:
        return model.selectedService.map { [.perform(.switchToOtherRuntime($0))] } ?? []
    case .showFirm:
        model.focus = .details
    case .resetFirm, .resetAll, .undoData, .confirmReset:
        return reset(action, &model)
    case .nextPane:
        switchPane(&model, by: 1)
    case .previousPane:
        switchPane(&model, by: -1)
    case .toggleZoom:
        model.isZoomed.toggle()
    case .searchLogs, .filterLogs, .jumpToTime, .takePrompt, .cancelPrompt, .nextHit, .previousHit, .cycleLevel,
        .chooseServices, .toggleService, .onlyService, .everyService, .showLine, .lineBefore, .lineAfter, .markLine,
        .nextMark, .selectLines, .extendUp, .extendDown, .copyLines, .copyView, .openPager, .openEditor, .toggleWrap,
        .scrollLeft, .scrollRight:
        return logs(action, &model)
    case .leaveZoom where model.escapeClearsLogs:
        clearLogs(&model)
    case .leaveZoom where model.isZoomed:
        model.isZoomed = false
    case .leaveZoom where model.focus != .details && model.tab != .logs:
        leaveTab(&model)
    case .leaveZoom:
        model.focus = model.details.source == .firms ? .firms : .services
    case .problemsFirst:
        model.services.problemsFirst.toggle()
        let order = model.services.problemsFirst ? "services with problems first" : "services in Compose file order"
        model.message = StatusMessage(.info, order)
    case .showStartup, .showGraph, .showEvents, .nextTab, .previousTab, .showDetails,
        .moveBorderLeft, .moveBorderRight, .makeHigher, .makeLower, .standardSizes:
        return panes(action, &model)
    case .showPalette, .paletteUp, .paletteDown, .palettePageUp, .palettePageDown, .paletteRun, .paletteErase,
        .paletteClear:
        return palette(action, &model)
    case .suspend:
        return [.suspend]
    case .repaint:
        return [.repaint]
    case .help, .quit, .closeOverlay, .helpUp, .helpDown, .helpPageUp, .helpPageDown, .helpFirst, .helpLast,
        .previousChoice, .nextChoice, .confirmChoice, .chooseDetach, .chooseStop:
        return overlay(action, &model)
    }
    return []
}

/// Shows the logs of one service or of all, focusing the logs pane if it is not in view.
private func showLogs(_ model: inout AppModel, _ scope: LogPane.Scope) -> [Effect] {
    model.tab = .logs
    if model.layout.logs == nil { model.focus = .logs }
    if model.logs.scope == scope { return followLogs(&model) }
    model.logs.show(scope)
    return [.subscribe(model.logs.query, generation: model.logs.generation)]
}

private func switchPane(_ model: inout AppModel, by steps: Int) {
    let panes = model.panes
    let index = panes.firstIndex(of: model.focus) ?? 0
    model.focus = panes[(index + steps + panes.count) % panes.count]
}

/// Moves the selection of the focused list.
private func select(_ action: Action, _ model: inout AppModel) {
    if case .log(.services(let marked)) = model.overlay { return markService(action, marked, &model) }
    let isInTab = model.focus == .logs && !model.tabServices.isEmpty
    let (area, count) =
        isInTab
        ? (model.layout.logs, model.stack?.services.count ?? 0)
        : model.focus == .firms
            ? (model.layout.firms, model.stack?.data?.firms.count ?? 0)
            : (model.layout.services, model.stack?.services.count ?? 0)
    let page = max(1, (area?.height ?? 3) - 3)
    let rows =
        switch action {
        case .selectPrevious: -1
        case .selectNext: 1
        case .selectPageUp: -page
        case .selectPageDown: page
        case .selectFirst: -count
        default: count
        }
    if isInTab {
        selectInTab(&model, by: rows)
    } else if model.focus == .firms {
        model.firms.move(by: rows, in: model.stack?.data?.firms ?? [])
    } else {
        model.services.move(by: rows, in: model.stack?.services ?? [])
    }
}

/// Scrolls the focused text: details, logs or another tab.
func scroll(_ action: Action, _ model: inout AppModel) -> [Effect] {
    if case .log(.line(let line, let scroll)) = model.overlay {
        scrollLine(action, line, scroll, &model)
        return []
    }
    if model.focus == .details {
        scrollDetails(action, &model)
        return []
    }
    if model.tab != .logs {
        scrollTab(action, &model)
        return []
    }
    return scrollLogs(action, &model)
}

private func scrollDetails(_ action: Action, _ model: inout AppModel) {
    let extent = DetailsView.extent(in: model)
    let page = max(1, extent.rows - 1)
    switch action {
    case .scrollUp: scrollDetails(&model, by: -1)
    case .scrollDown: scrollDetails(&model, by: 1)
    case .scrollPageUp: scrollDetails(&model, by: -page)
    case .scrollPageDown: scrollDetails(&model, by: page)
    case .scrollToFirst: scrollDetails(&model, by: -extent.maximum)
    case .scrollToLast: scrollDetails(&model, by: extent.maximum)
    default: break
    }
}

/// Scrolls the details by rows, down if positive.
func scrollDetails(_ model: inout AppModel, by rows: Int) {
    guard let subject = model.detailsSubject else { return }
    model.details.scroll(subject, by: rows, maximum: DetailsView.extent(in: model).maximum)
}
