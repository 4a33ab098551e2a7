import ControlAPI
import LogAnalysis

/// Goes to the next match: among the buffered lines, or else the server is asked for the nearest one outside them.
func goToHit(_ model: inout AppModel, isNewer: Bool) -> [Effect] {
    guard let search = model.logs.search, let here = currentLine(model) else { return [] }
    if let hit = isNewer ? search.hit(after: here) : search.hit(before: here) {
        model.logs.pause()
        goTo(&model, hit)
        return []
    }
    if isNewer, model.logs.isLive {
        model.message = StatusMessage(.info, "no more matches: N goes back")
        return []
    }
    return askForHit(&model, isNewer: isNewer)
}

/// After a new search, goes to the newest match in view or before it.
func goToNewestHit(_ model: inout AppModel) -> [Effect] {
    guard let search = model.logs.search else { return [] }
    guard let here = currentLine(model) else { return [] }
    if let hit = search.hit(before: here + 1) ?? search.hit(after: here) {
        model.logs.pause()
        goTo(&model, hit)
        return []
    }
    return askForHit(&model, isNewer: false)
}

/// Moves the cursor to a buffered line, centring it if it is not in view.
private func goTo(_ model: inout AppModel, _ line: Int) {
    if (LogsView.firstLine(in: model)..<model.logs.viewEnd).contains(line) {
        model.logs.cursor = line
    } else {
        centre(&model, line)
    }
}

private func askForHit(_ model: inout AppModel, isNewer: Bool) -> [Effect] {
    guard let query = model.logs.hitQuery(isNewer: isNewer) else { return [] }
    let effects = readLogs(&model, .hit(isNewer: isNewer), query)
    if !effects.isEmpty {
        model.message = StatusMessage(.info, isNewer ? "searching newer lines" : "searching older lines")
    }
    return effects
}
