import ControlAPI
import LogAnalysis

extension LogsPane {
    /// Requests lines once.
    mutating func read(_ kind: LogPage.Kind, _ query: LogQuery) -> [Effect] {
        guard paging.isPossible else { return [] }
        return [.read(query, paging.ask(kind, generation: generation))]
    }

    /// Requests lines before the oldest buffered one, unless a request is in flight or there are none.
    private mutating func readOlder() -> [Effect] {
        guard paging.pending == nil, !paging.reachedStart, !buffer.isEmpty else { return [] }
        return read(.older, olderQuery)
    }

    /// Requests older lines when the view nears the oldest buffered one, so that they arrive in time.
    mutating func readOlderIfNear(_ viewport: LogViewport) -> [Effect] {
        viewport.firstLine(of: self) - buffer.startIndex <= viewport.height ? readOlder() : []
    }

    /// Requests the oldest lines of all, unless they are buffered or in flight.
    mutating func readFirst() -> [Effect] {
        guard !paging.reachedStart, !buffer.isEmpty, paging.pending?.kind != .first else { return [] }
        return read(.first, firstQuery)
    }

    /// Requests lines after the newest buffered one, if they do not arrive by themselves.
    mutating func readNewer() -> [Effect] {
        guard paging.pending == nil, !isLive, !buffer.isEmpty else { return [] }
        return read(.newer, newerQuery)
    }

    fileprivate mutating func olderLinesArrived(_ lines: [LogLine], _ viewport: LogViewport) -> [Effect] {
        let new = without(known: lines)
        guard !new.isEmpty else {
            paging.reachedStart = true
            paging.centred = nil
            return []
        }
        let start = buffer.startIndex
        let dropped = buffer.prepend(new)
        search?.olderLinesArrived(buffer, before: start)
        if let target = paging.centred, let index = buffer.index(of: target) {
            paging.centred = nil
            centre(index, viewport)
        }
        guard dropped > 0 else { return [] }
        // New lines would no longer be contiguous with the buffer.
        let wasLive = isLive
        detach()
        return wasLive ? [.unsubscribe] : []
    }

    /// Shows the oldest lines. Replaces the buffer unless it starts with them.
    fileprivate mutating func oldestLinesArrived(_ lines: [LogLine], _ viewport: LogViewport) -> [Effect] {
        var effects: [Effect] = []
        if let first = lines.first, buffer.index(of: LogLineID(first)) == nil {
            if isLive { effects = [.unsubscribe] }
            show(past: lines)
        }
        goToFirst(fitting: viewport.linesFittingFromStart(of: self))
        paging.reachedStart = true
        return effects
    }

    fileprivate mutating func newerLinesArrived(_ lines: [LogLine]) -> [Effect] {
        let new = without(known: lines)
        // The buffer reaches the present: follow log output again.
        guard !new.isEmpty else { return renew() }
        let end = viewEnd
        append(new, skipped: 0)
        pause(end: min(buffer.endIndex, end + 1))
        return []
    }

    fileprivate mutating func showPast(
        _ lines: [LogLine],
        _ target: LogLineID?,
        _ viewport: LogViewport
    ) -> [Effect] {
        let wasLive = isLive
        show(past: lines)
        goToFirst(fitting: viewport.linesFittingFromStart(of: self))
        if let target, let index = buffer.index(of: target) {
            centre(index, viewport)
            paging.centred = target
        } else {
            cursor = buffer.startIndex
        }
        return (wasLive ? [.unsubscribe] : []) + readOlder()
    }
}

extension AppModel {
    /// Applies the answer to a request for lines.
    mutating func logPageArrived(_ page: LogPage, _ result: Result<[LogLine], ControlError>) -> [Effect] {
        guard page == logs.paging.pending, page.generation == logs.generation else { return [] }
        logs.paging.pending = nil
        switch result {
        case .failure(let error):
            message = StatusMessage(.error, "logs: \(error.inWords)")
        case .success(let lines):
            switch page.kind {
            case .older: return logs.olderLinesArrived(lines, LogViewport(self))
            case .first: return logs.oldestLinesArrived(lines, LogViewport(self))
            case .newer: return logs.newerLinesArrived(lines)
            case .from(let target):
                if !lines.isEmpty { return logs.showPast(lines, target, LogViewport(self)) }
                message = StatusMessage(.info, "no lines since then")
            case .hit(let isNewer): return foundHit(lines, isNewer: isNewer)
            }
        }
        return []
    }
}
