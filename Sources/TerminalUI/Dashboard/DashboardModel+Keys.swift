import Dashboards

extension DashboardModel {
    mutating func keyPressed(_ key: KeyPress) -> [DashboardEffect] {
        remark = nil
        guard let action = DashboardKey.action(of: key) else {
            remark = "\(key.name(look.glyphs)) is not bound here: ? shows the keys"
            return []
        }
        if showsHelp {
            showsHelp = false
            if [.help, .back, .leave].contains(action) { return [] }
        }
        return perform(action)
    }

    private mutating func perform(_ action: DashboardAction) -> [DashboardEffect] {
        switch action {
        case .leave: return [.leave(.nothing)]
        case .back: return goBack()
        case .help: showsHelp = true
        case .repaint: return [.repaint]
        case .suspend: return [.suspend]
        case .next: return openOther(by: 1)
        case .previous: return openOther(by: -1)
        case .scroll(let step):
            scroll(by: step.rows(page: bodySize.height - 2, count: dashboard?.gridHeight ?? 0))
        case .enlarge: enlarge(by: 0)
        case .nextPanel: enlarge(by: 1)
        case .previousPanel: enlarge(by: -1)
        case .zoomIn: zoom(by: -1)
        case .zoomOut: zoom(by: 1)
        case .earlier: move(by: -0.5)
        case .later: move(by: 0.5)
        case .now: showNow()
        case .refresh:
            if problem != nil { return open(name) }
            lookAtOther()
        case .cursor(let samples): moveCursor(by: Double(samples))
        case .logs: return leaveForLogs()
        }
        return []
    }

    private mutating func goBack() -> [DashboardEffect] {
        if enlarged != nil {
            enlarged = nil
        } else if cursor != nil {
            cursor = nil
        } else {
            return [.leave(.nothing)]
        }
        return []
    }

    mutating func scroll(by rows: Int) {
        let last = max(0, (dashboard?.gridHeight ?? 0) - (bodySize.height - 1))
        first = min(max(0, first + rows), last)
    }

    /// Shows one panel alone, or the one after it.
    private mutating func enlarge(by offset: Int) {
        guard let dashboard else { return }
        let drawn = dashboard.panels.indices.filter { dashboard.panels[$0].kind != .row }
        guard !drawn.isEmpty else { return }
        guard let current = enlarged, let place = drawn.firstIndex(of: current) else {
            // The first that is visible.
            enlarged = drawn.first { dashboard.panels[$0].place.y >= first } ?? drawn[0]
            return
        }
        enlarged = offset == 0 ? nil : drawn[(place + offset + drawn.count) % drawn.count]
    }
}
