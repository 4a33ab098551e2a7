import ControlAPI

extension LogsPane {
    /// The line that keys act on: the one with the cursor, or else the newest in view.
    var currentLine: Int? {
        guard !buffer.isEmpty else { return nil }
        let index = isFollowing ? nil : cursor
        return max(buffer.startIndex, min(index ?? viewEnd - 1, buffer.endIndex - 1))
    }

    /// Moves the cursor or the view.
    mutating func move(_ step: Movement.Step, _ viewport: LogViewport) -> [Effect] {
        let page = viewport.height - 1
        switch step {
        case .up, .down: return moveCursor(by: step.rows(page: page, count: 1), viewport)
        case .pageUp, .pageDown: return scroll(by: step.rows(page: page, count: 1), viewport)
        case .first:
            goToFirst(fitting: viewport.linesFittingFromStart(of: self))
            return readFirst()
        case .last: return followNewest()
        }
    }

    /// Scrolls by lines, down if positive. The cursor moves along and stays in view.
    mutating func scroll(by lines: Int, _ viewport: LogViewport) -> [Effect] {
        let before = viewEnd
        scroll(by: lines, fitting: viewport.linesFittingFromStart(of: self))
        if isFollowing { return [] }
        if let cursor {
            let first = viewport.firstLine(of: self)
            self.cursor = max(first, min(cursor + viewEnd - before, max(first, viewEnd - 1)))
        }
        if lines > 0, before >= buffer.endIndex { return readNewer() }
        return lines < 0 ? readOlderIfNear(viewport) : []
    }

    /// Moves the cursor by lines, down if positive, and scrolls if it would leave the view. While following, the first
    /// step up selects the newest line; a step down from the newest line resumes following.
    mutating func moveCursor(by lines: Int, _ viewport: LogViewport) -> [Effect] {
        guard !isFollowing else {
            if lines < 0, !buffer.isEmpty { pause() }
            return []
        }
        guard let index = currentLine else { return [] }
        if lines > 0, index == buffer.endIndex - 1 {
            if selection != nil { return [] }
            return isLive ? followNewest() : readNewer()
        }
        putCursor(on: index + lines, viewport)
        return lines < 0 ? readOlderIfNear(viewport) : []
    }

    /// Puts the cursor on a line, or the nearest one there is, and scrolls just far enough to show it.
    mutating func putCursor(on line: Int, _ viewport: LogViewport) {
        let line = max(buffer.startIndex, min(line, buffer.endIndex - 1))
        cursor = line
        if line >= viewEnd {
            pause(end: line + 1)
        } else if line < viewport.firstLine(of: self) {
            pause(end: min(buffer.endIndex, line + viewport.linesFitting(from: line, of: self)))
        }
    }

    /// Centres a line in the view and puts the cursor on it.
    mutating func centre(_ line: Int, _ viewport: LogViewport) {
        let least = min(buffer.endIndex, buffer.startIndex + viewport.linesFittingFromStart(of: self))
        cursor = line
        pause(end: max(least, min(buffer.endIndex, line + 1 + viewport.height / 2)))
        putCursor(on: line, viewport)
    }

    // MARK: Following

    /// Renews the subscription with the current conditions.
    mutating func renew() -> [Effect] {
        show(scope)
        return [.stopReading, .subscribe(query, generation: generation)]
    }

    /// Goes to the newest line and follows log output.
    mutating func followNewest() -> [Effect] {
        guard isLive else { return renew() }
        follow()
        return []
    }

    mutating func toggleFollow() -> [Effect] {
        guard isFollowing else { return followNewest() }
        pause()
        return []
    }

    // MARK: Selection and marks

    /// Starts a line selection at the cursor, or ends it.
    mutating func selectLines() {
        if case .lines = selection { return selection = nil }
        pause()
        guard let index = currentLine else { return }
        cursor = index
        selection = .lines(anchor: index)
    }

    /// Moves the cursor and extends the selection.
    mutating func extendSelection(by lines: Int, _ viewport: LogViewport) -> [Effect] {
        if case .lines = selection { return moveCursor(by: lines, viewport) }
        let wasFollowing = isFollowing
        selectLines()
        return wasFollowing ? [] : moveCursor(by: lines, viewport)
    }

    mutating func toggleMark() {
        guard let index = currentLine else { return }
        let id = LogLineID(buffer[index])
        if marks.contains(id) {
            marks.removeAll { $0 == id }
        } else {
            marks.append(id)
            marks.sort { ($0.timeNs, $0.number) < ($1.timeNs, $1.number) }
        }
    }

    /// Clears the selection, or else the search.
    mutating func clear() {
        if selection != nil { return selection = nil }
        search = nil
        if case .hit = paging.pending?.kind { paging.pending = nil }
    }
}

extension AppModel {
    /// Whether Escape clears something in the logs first.
    var escapeClearsLogs: Bool { focus == .logs && (logs.selection != nil || logs.search != nil) }
}
