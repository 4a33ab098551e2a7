import Dashboards

/// When the figures of which panels are asked for.
extension DashboardModel {
    /// Shows another time, or refreshes the same one. Cancels the queries that are still running.
    mutating func lookAtOther() {
        wanted = DashboardWindow(range: range, end: end ?? now, columns: size.width, utcOffset: utcOffset)
        window = wanted
        refreshed = uptime
        view += 1
        forgetAnswers { _ in true }
    }

    /// Returns the questions that follow from what is shown. Only visible panels are asked, each by itself.
    mutating func requests() -> [DashboardEffect] {
        // The file may be mended and Prometheus come back.
        if problem != nil, opening == nil, uptime - refreshed >= interval { return open(name) }
        guard let dashboard, opening == nil, size.width > 0 else { return [] }
        refresh()
        var effects: [DashboardEffect] = []
        for index in visiblePanels(dashboard) {
            // A slow answer is waited for, unless the user looks at something else meanwhile.
            if panels[index].request?.view == view || panels[index].asked == wanted { continue }
            let request = request()
            panels[index].request = request
            panels[index].asked = wanted
            effects.append(.ask(panel: index, wanted, id: request.id))
        }
        if alertsRequest?.view != view, alertsAsked != wanted {
            let request = request()
            (alertsRequest, alertsAsked) = (request, wanted)
            effects.append(.askAlerts(wanted, id: request.id))
        }
        return effects
    }

    private func visiblePanels(_ dashboard: Dashboard) -> [Int] {
        let visible = enlarged.map { [$0] } ?? DashboardView.visible(dashboard, bodySize, from: first)
        return visible.filter { index in
            switch dashboard.panels[index].kind {
            case .row, .text, .unsupported: false
            case .timeSeries, .stat, .gauge, .barGauge, .table, .logs: true
            }
        }
    }

    /// Moves on with the time.
    private mutating func refresh() {
        guard end == nil, uptime - refreshed >= interval else { return }
        refreshed = uptime
        wanted = DashboardWindow(range: range, end: now, columns: size.width, utcOffset: utcOffset)
        // The window of a long range moves rarely. What failed is tried again at once.
        forgetAnswers { $0.problem != nil }
    }

    private mutating func forgetAnswers(where condition: (PanelState) -> Bool) {
        for index in panels.indices where condition(panels[index]) { panels[index].asked = nil }
        alertsAsked = nil
    }

    /// How long until something is to be asked or the text of a notice changes; nil if nothing does by itself.
    var nextChange: Duration? {
        var dues: [Duration] = []
        if problem != nil || (dashboard != nil && end == nil), opening == nil { dues.append(refreshed + interval) }
        let requests = [opening] + panels.map(\.request)
        for request in requests.compactMap(\.self) {
            let seconds = (uptime - request.since).components.seconds
            dues.append(request.since + .seconds(max(0, seconds) + 1))
        }
        return dues.min().map { max($0 - uptime, .milliseconds(1)) }
    }
}
