import Dashboards

/// Which time is shown, and the cursor in it.
extension DashboardModel {
    /// Chooses another range. The cursor stays where it is on the screen.
    mutating func zoom(by steps: Int) {
        let ranges = DashboardWindow.ranges
        let current = ranges.firstIndex { $0 >= range } ?? ranges.count - 1
        let next = ranges[min(max(0, current + steps), ranges.count - 1)]
        guard next != range else { return }
        if let cursor, window.contains(cursor) {
            show(until: cursor + (window.end - cursor) * Double(next) / window.length)
        }
        chosenRange = next
        lookAtOther()
    }

    /// Moves by parts of the range.
    mutating func move(by parts: Double) {
        show(until: (end ?? latest) + parts * Double(range))
        lookAtOther()
    }

    mutating func showNow() {
        (end, chosenRange, cursor) = (recordingEnd, nil, nil)
        lookAtOther()
    }

    private var latest: Double { recordingEnd ?? now }

    private mutating func show(until time: Double) {
        // A window that follows the time ends a little before it.
        let limit = end == nil ? min(latest, window.end) : latest
        end = time >= limit ? recordingEnd : max(time, Double(range))
    }

    /// Moves the cursor by samples; the window follows it.
    mutating func moveCursor(by samples: Double) {
        let current = cursor.map { min(max($0, window.start), window.end) } ?? window.end
        let target = current + samples * window.step
        if target < window.start || (target > window.end && end != nil) {
            let range = Double(range)
            show(until: target + range / 2)
            lookAtOther()
        }
        cursor = min(max(target, window.start), window.end)
    }

    mutating func mouseUsed(_ event: MouseEvent) {
        switch event.kind {
        case .wheelUp: scroll(by: -3)
        case .wheelDown: scroll(by: 3)
        case .press, .drag:
            let (view, first) = shownView
            if let time = view?.time(at: event.point, in: Rect(bodySize), from: first) { cursor = time }
        case .release: break
        }
    }

    /// Leaves for the logs of the cursor's time. A sample tells of the time before it.
    mutating func leaveForLogs() -> [DashboardEffect] {
        guard hasLogs else {
            remark = "the logs are on the stack's screen: cpadev up, then M"
            return []
        }
        return [.leave(.logs(since: (cursor ?? window.end) - window.step))]
    }
}
