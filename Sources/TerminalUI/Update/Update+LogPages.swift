import ControlAPI
import LogAnalysis

/// Requests lines once.
func readLogs(_ model: inout AppModel, _ kind: LogPage.Kind, _ query: LogQuery) -> [Effect] {
    guard model.connection != .ended else { return [] }
    let page = model.logs.paging.ask(kind, generation: model.logs.generation)
    return [.read(query, page)]
}

/// Requests lines before the oldest buffered one, unless a request is in flight or there are none.
func readOlder(_ model: inout AppModel) -> [Effect] {
    let paging = model.logs.paging
    guard paging.pending == nil, !paging.reachedStart, !model.logs.buffer.isEmpty else { return [] }
    return readLogs(&model, .older, model.logs.olderQuery)
}

/// Requests older lines when the view nears the oldest buffered one, so that they arrive in time.
func readOlderIfNear(_ model: inout AppModel) -> [Effect] {
    let near = LogsView.firstLine(in: model) - model.logs.buffer.startIndex <= LogsView.rows(in: model)
    return near ? readOlder(&model) : []
}

/// Requests the oldest lines of all, unless they are buffered or in flight.
func readFirst(_ model: inout AppModel) -> [Effect] {
    let paging = model.logs.paging
    guard !paging.reachedStart, !model.logs.buffer.isEmpty, paging.pending?.kind != .first else { return [] }
    return readLogs(&model, .first, model.logs.firstQuery)
}

/// Requests lines after the newest buffered one, if they do not arrive by themselves.
func readNewer(_ model: inout AppModel) -> [Effect] {
    guard model.logs.paging.pending == nil, !model.logs.isLive, !model.logs.buffer.isEmpty else { return [] }
    return readLogs(&model, .newer, model.logs.newerQuery)
}

/// Applies the answer to a request for lines.
func logPageArrived(
    _ model: inout AppModel,
    _ page: LogPage,
    _ result: Result<[LogLine], ControlError>
) -> [Effect] {
    guard page == model.logs.paging.pending, page.generation == model.logs.generation else { return [] }
    model.logs.paging.pending = nil
    switch result {
    case .failure(let error):
        model.message = StatusMessage(.error, "logs: \(error.inWords)")
        return []
    case .success(let lines):
        switch page.kind {
        case .older: return olderLinesArrived(&model, lines)
        case .first: return oldestLinesArrived(&model, lines)
        case .newer: return newerLinesArrived(&model, lines)
        case .from(let target): return showPast(&model, lines, target)
        case .hit(let isNewer): return foundHit(&model, lines, isNewer: isNewer)
        }
    }
}

private func olderLinesArrived(_ model: inout AppModel, _ lines: [LogLine]) -> [Effect] {
    let new = model.logs.without(known: lines)
    guard !new.isEmpty else {
        model.logs.paging.reachedStart = true
        model.logs.paging.centred = nil
        return []
    }
    let start = model.logs.buffer.startIndex
    let dropped = model.logs.buffer.prepend(new)
    model.logs.search?.olderLinesArrived(model.logs.buffer, before: start)
    if let target = model.logs.paging.centred, let index = model.logs.buffer.index(of: target) {
        model.logs.paging.centred = nil
        centre(&model, index)
    }
    guard dropped > 0 else { return [] }
    // New lines would no longer be contiguous with the buffer.
    let wasLive = model.logs.isLive
    model.logs.detach()
    return wasLive ? [.unsubscribe] : []
}

/// Shows the oldest lines. Replaces the buffer unless it starts with them.
private func oldestLinesArrived(_ model: inout AppModel, _ lines: [LogLine]) -> [Effect] {
    var effects: [Effect] = []
    if let first = lines.first, model.logs.buffer.index(of: LogLineID(first)) == nil {
        if model.logs.isLive { effects = [.unsubscribe] }
        model.logs.show(past: lines)
    }
    model.logs.goToFirst(fitting: LogsView.linesFittingFromStart(in: model))
    model.logs.paging.reachedStart = true
    return effects
}

private func newerLinesArrived(_ model: inout AppModel, _ lines: [LogLine]) -> [Effect] {
    let new = model.logs.without(known: lines)
    // The buffer reaches the present: follow log output again.
    guard !new.isEmpty else { return resubscribeLogs(&model) }
    let end = model.logs.viewEnd
    model.logs.append(new, skipped: 0)
    model.logs.pause(end: min(model.logs.buffer.endIndex, end + 1))
    return []
}

private func showPast(_ model: inout AppModel, _ lines: [LogLine], _ target: LogLineID?) -> [Effect] {
    guard !lines.isEmpty else {
        model.message = StatusMessage(.info, "no lines since then")
        return []
    }
    let wasLive = model.logs.isLive
    model.logs.show(past: lines)
    model.logs.goToFirst(fitting: LogsView.linesFittingFromStart(in: model))
    if let target, let index = model.logs.buffer.index(of: target) {
        centre(&model, index)
        model.logs.paging.centred = target
    } else {
        model.logs.cursor = model.logs.buffer.startIndex
    }
    return (wasLive ? [.unsubscribe] : []) + readOlder(&model)
}

private func foundHit(_ model: inout AppModel, _ lines: [LogLine], isNewer: Bool) -> [Effect] {
    guard let hit = isNewer ? lines.first : lines.last else {
        model.message = StatusMessage(.info, isNewer ? "no match in newer lines" : "no match in older lines")
        return []
    }
    model.message = nil
    return readLogs(&model, .from(LogLineID(hit)), model.logs.query(from: hit.timeNs))
}
