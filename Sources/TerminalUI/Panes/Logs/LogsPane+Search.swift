import ControlAPI
import LogAnalysis

extension LogsPane {
    /// Moves the cursor to a buffered line, centring it if it is not in view.
    fileprivate mutating func goTo(_ line: Int, _ viewport: LogViewport) {
        pause()
        if (viewport.firstLine(of: self)..<viewEnd).contains(line) {
            cursor = line
        } else {
            centre(line, viewport)
        }
    }
}

extension AppModel {
    /// Goes to the next match: among the buffered lines, or else the server is asked for the nearest one outside them.
    mutating func goToHit(isNewer: Bool) -> [Effect] {
        guard let search = logs.search, let here = logs.currentLine else { return [] }
        if let hit = isNewer ? search.hit(after: here) : search.hit(before: here) {
            logs.goTo(hit, LogViewport(self))
            return []
        }
        if isNewer, logs.isLive {
            message = StatusMessage(.info, "no more matches: N goes back")
            return []
        }
        return askForHit(isNewer: isNewer)
    }

    /// After a new search, goes to the newest match in view or before it.
    mutating func goToNewestHit() -> [Effect] {
        guard let search = logs.search, let here = logs.currentLine else { return [] }
        guard let hit = search.hit(before: here + 1) ?? search.hit(after: here) else {
            return askForHit(isNewer: false)
        }
        logs.goTo(hit, LogViewport(self))
        return []
    }

    private mutating func askForHit(isNewer: Bool) -> [Effect] {
        guard let query = logs.hitQuery(isNewer: isNewer) else { return [] }
        let effects = logs.read(.hit(isNewer: isNewer), query)
        if !effects.isEmpty {
            message = StatusMessage(.info, isNewer ? "searching newer lines" : "searching older lines")
        }
        return effects
    }

    /// Goes to the match that the server found.
    mutating func foundHit(_ lines: [LogLine], isNewer: Bool) -> [Effect] {
        guard let hit = isNewer ? lines.first : lines.last else {
            message = StatusMessage(.info, isNewer ? "no match in newer lines" : "no match in older lines")
            return []
        }
        message = nil
        return logs.read(.from(LogLineID(hit)), logs.query(from: LogLineID(hit)))
    }
}
