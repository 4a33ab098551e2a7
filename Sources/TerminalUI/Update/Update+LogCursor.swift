import ControlAPI

/// Scrolls the logs together with their cursor.
func scrollLogs(_ action: Action, _ model: inout AppModel) -> [Effect] {
    let page = max(1, LogsView.rows(in: model) - 1)
    switch action {
    case .scrollUp: return moveCursor(&model, by: -1)
    case .scrollDown: return moveCursor(&model, by: 1)
    case .scrollPageUp: return scrollLogs(&model, by: -page)
    case .scrollPageDown: return scrollLogs(&model, by: page)
    case .scrollToFirst:
        model.logs.goToFirst(fitting: LogsView.linesFittingFromStart(in: model))
        return readFirst(&model)
    case .scrollToLast: return followLogs(&model)
    default: return []
    }
}

/// Scrolls the logs by lines, down if positive. The cursor moves along and stays in view.
func scrollLogs(_ model: inout AppModel, by lines: Int) -> [Effect] {
    let before = model.logs.viewEnd
    model.logs.scroll(by: lines, fitting: LogsView.linesFittingFromStart(in: model))
    if model.logs.isFollowing { return [] }
    keepCursorInView(&model, moved: model.logs.viewEnd - before)
    if lines > 0, before >= model.logs.buffer.endIndex { return readNewer(&model) }
    return lines < 0 ? readOlderIfNear(&model) : []
}

private func keepCursorInView(_ model: inout AppModel, moved lines: Int) {
    guard let cursor = model.logs.cursor else { return }
    let first = LogsView.firstLine(in: model)
    model.logs.cursor = max(first, min(cursor + lines, max(first, model.logs.viewEnd - 1)))
}

/// Moves the cursor by lines, down if positive, and scrolls if it would leave the view. While following, the first step
/// up selects the newest line; a step down from the newest line resumes following.
func moveCursor(_ model: inout AppModel, by lines: Int) -> [Effect] {
    guard !model.logs.buffer.isEmpty else { return [] }
    if model.logs.isFollowing {
        if lines < 0 { model.logs.pause() }
        return []
    }
    guard let index = currentLine(model) else { return [] }
    let last = model.logs.buffer.endIndex - 1
    if lines > 0, index == last {
        if model.logs.selection != nil { return [] }
        return model.logs.isLive ? followLogs(&model) : readNewer(&model)
    }
    let target = max(model.logs.buffer.startIndex, min(index + lines, last))
    model.logs.cursor = target
    reveal(&model, target)
    return lines < 0 ? readOlderIfNear(&model) : []
}

/// Scrolls just far enough to show a line.
func reveal(_ model: inout AppModel, _ line: Int) {
    if line >= model.logs.viewEnd {
        model.logs.pause(end: line + 1)
    } else if line < LogsView.firstLine(in: model) {
        model.logs.pause(end: min(model.logs.buffer.endIndex, line + LogsView.linesFitting(from: line, in: model)))
    }
}

/// Centres a line in the view and puts the cursor on it.
func centre(_ model: inout AppModel, _ line: Int) {
    let logs = model.logs
    let least = min(logs.buffer.endIndex, logs.buffer.startIndex + LogsView.linesFittingFromStart(in: model))
    model.logs.cursor = line
    let end = min(logs.buffer.endIndex, line + 1 + LogsView.rows(in: model) / 2)
    model.logs.pause(end: max(least, end))
    reveal(&model, line)
}

// MARK: Selection

/// Starts a line selection at the cursor, or ends it.
func selectLines(_ model: inout AppModel) {
    if case .lines = model.logs.selection { return model.logs.selection = nil }
    model.logs.pause()
    guard let index = currentLine(model) else { return }
    model.logs.cursor = index
    model.logs.selection = .lines(anchor: index)
}

/// Moves the cursor and extends the selection.
func extendSelection(_ model: inout AppModel, by lines: Int) -> [Effect] {
    if case .lines = model.logs.selection { return moveCursor(&model, by: lines) }
    let wasFollowing = model.logs.isFollowing
    selectLines(&model)
    return wasFollowing ? [] : moveCursor(&model, by: lines)
}
