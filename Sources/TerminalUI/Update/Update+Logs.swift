import ControlAPI
import LogAnalysis

/// Performs an action on log lines.
func logs(_ action: Action, _ model: inout AppModel) -> [Effect] {
    bringIntoView(for: action, &model)
    switch action {
    case .toggleWrap: model.logs.toggleWrap()
    case .scrollLeft: model.logs.scrollSideways(by: -8)
    case .scrollRight: model.logs.scrollSideways(by: 8)
    case .searchLogs: openPrompt(&model, .search)
    case .filterLogs: openPrompt(&model, .filter)
    case .jumpToTime: openPrompt(&model, .time)
    case .takePrompt: return takePrompt(&model)
    case .cancelPrompt: cancelPrompt(&model)
    case .nextHit: return goToHit(&model, isNewer: true)
    case .previousHit: return goToHit(&model, isNewer: false)
    case .cycleLevel:
        model.logs.conditions.cycleLevel()
        let level = model.logs.conditions.leastLevel
        model.message = StatusMessage(
            .info,
            level.map { "lines of level \($0.rawValue) and above" } ?? "lines of all levels"
        )
        return resubscribeLogs(&model)
    case .chooseServices:
        model.overlay = model.listedServices.first.map { .log(.services(marked: $0.name)) }
    case .toggleService, .onlyService, .everyService: return chooseServices(action, &model)
    case .showLine: showLine(&model)
    case .lineBefore: stepLine(&model, by: -1)
    case .lineAfter: stepLine(&model, by: 1)
    case .markLine: markLine(&model)
    case .nextMark: return goToNextMark(&model)
    case .selectLines: selectLines(&model)
    case .extendUp: return extendSelection(&model, by: -1)
    case .extendDown: return extendSelection(&model, by: 1)
    case .copyLines: return copyLines(model)
    case .copyView: return copyView(model)
    case .openPager: return openView(model, .pager)
    case .openEditor: return openView(model, .editor)
    default: break
    }
    return []
}

/// Shows the logs before an action on them, since their keys work from every pane. Actions on a single line also focus
/// the pane.
private func bringIntoView(for action: Action, _ model: inout AppModel) {
    guard model.overlay == nil, model.logs.prompt == nil else { return }
    switch action {
    case .nextHit, .previousHit, .showLine, .markLine, .nextMark, .selectLines, .extendUp, .extendDown, .copyLines:
        model.tab = .logs
        model.focus = .logs
    case .cycleLevel, .chooseServices, .copyView, .openPager, .openEditor, .toggleWrap, .scrollLeft, .scrollRight:
        model.tab = .logs
        if model.layout.logs == nil { model.focus = .logs }
    default: break
    }
}

/// Renews the subscription with the current conditions.
func resubscribeLogs(_ model: inout AppModel) -> [Effect] {
    model.logs.show(model.logs.scope)
    return [.stopReading, .subscribe(model.logs.query, generation: model.logs.generation)]
}

/// Goes to the newest line and follows log output.
func followLogs(_ model: inout AppModel) -> [Effect] {
    guard model.logs.isLive else { return resubscribeLogs(&model) }
    model.logs.follow()
    return []
}

func toggleFollow(_ model: inout AppModel) -> [Effect] {
    guard model.logs.isFollowing else { return followLogs(&model) }
    model.logs.pause()
    return []
}

extension AppModel {
    /// Whether Escape clears something in the logs first.
    var escapeClearsLogs: Bool { focus == .logs && (logs.selection != nil || logs.search != nil) }
}

/// Clears the selection, or else the search.
func clearLogs(_ model: inout AppModel) {
    if model.logs.selection != nil { return model.logs.selection = nil }
    model.logs.search = nil
    if case .hit = model.logs.paging.pending?.kind { model.logs.paging.pending = nil }
}

// MARK: Services

/// Moves the selection in the list of services.
func markService(_ action: Action, _ marked: String, _ model: inout AppModel) {
    let names = model.stack?.services.map(\.name) ?? []
    guard !names.isEmpty else { return }
    let index = names.firstIndex(of: marked) ?? 0
    let next = action == .selectPrevious ? index - 1 : index + 1
    model.overlay = .log(.services(marked: names[max(0, min(next, names.count - 1))]))
}

private func chooseServices(_ action: Action, _ model: inout AppModel) -> [Effect] {
    guard case .log(.services(let marked)) = model.overlay else { return [] }
    let names = model.stack?.services.map(\.name) ?? []
    var shown = model.logs.shownServices ?? names
    switch action {
    case .onlyService: shown = [marked]
    case .everyService: shown = names
    default:
        if shown.contains(marked) { shown.removeAll { $0 == marked } } else { shown.append(marked) }
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
    return resubscribeLogs(&model)
}

// MARK: One line

private func showLine(_ model: inout AppModel) {
    model.logs.pause()
    guard let index = currentLine(model) else { return }
    let line = model.logs.buffer[index]
    model.overlay = .log(.line(line, scroll: LogDetailView.firstMatch(line, in: model)))
}

/// Shows the line before or after the shown one.
private func stepLine(_ model: inout AppModel, by lines: Int) {
    guard case .log(.line) = model.overlay, let index = currentLine(model) else { return }
    let next = max(model.logs.buffer.startIndex, min(index + lines, model.logs.buffer.endIndex - 1))
    model.logs.cursor = next
    reveal(&model, next)
    let line = model.logs.buffer[next]
    model.overlay = .log(.line(line, scroll: LogDetailView.firstMatch(line, in: model)))
}

/// Scrolls the line view.
func scrollLine(_ action: Action, _ line: LogLine, _ scroll: Int, _ model: inout AppModel) {
    let extent = LogDetailView.extent(line, in: model)
    let page = max(1, extent.rows - 1)
    let next =
        switch action {
        case .scrollUp: scroll - 1
        case .scrollDown: scroll + 1
        case .scrollPageUp: scroll - page
        case .scrollPageDown: scroll + page
        case .scrollToFirst: 0
        case .scrollToLast: extent.maximum
        default: scroll
        }
    model.overlay = .log(.line(line, scroll: max(0, min(next, extent.maximum))))
}

/// Returns the line that keys act on: the one with the cursor, or else the newest in view.
func currentLine(_ model: AppModel) -> Int? {
    let buffer = model.logs.buffer
    guard !buffer.isEmpty else { return nil }
    let index = model.logs.isFollowing ? nil : model.logs.cursor
    return max(buffer.startIndex, min(index ?? model.logs.viewEnd - 1, buffer.endIndex - 1))
}

// MARK: Marks

private func markLine(_ model: inout AppModel) {
    guard let index = currentLine(model) else { return }
    let id = LogLineID(model.logs.buffer[index])
    if model.logs.marks.contains(id) {
        model.logs.marks.removeAll { $0 == id }
    } else {
        model.logs.marks.append(id)
        model.logs.marks.sort { ($0.timeNs, $0.number) < ($1.timeNs, $1.number) }
    }
}

/// Goes to the next mark from oldest to newest, wrapping around.
private func goToNextMark(_ model: inout AppModel) -> [Effect] {
    let logs = model.logs
    let marks = logs.marks.filter { mark in
        switch logs.scope {
        case .all: logs.shownServices?.contains(mark.service) ?? true
        case .service(let name): mark.service == name
        }
    }
    guard let first = marks.first else {
        model.message = StatusMessage(.info, "no marked lines in these services")
        return []
    }
    var next = first
    if !logs.isFollowing, let index = currentLine(model) {
        let here = LogLineID(logs.buffer[index])
        next = marks.first { ($0.timeNs, $0.number) > (here.timeNs, here.number) } ?? first
    }
    if let index = logs.buffer.index(of: next) {
        model.logs.pause()
        centre(&model, index)
        return []
    }
    return readLogs(&model, .from(next), model.logs.query(from: next.timeNs))
}
