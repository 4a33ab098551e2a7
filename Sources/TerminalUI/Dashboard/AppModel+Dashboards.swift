import ControlAPI

extension AppModel {
    /// Why the dashboards cannot be shown; nil if they can.
    var whyNoDashboards: String? {
        if isRecording { return hasDashboards ? nil : "no dashboards were recorded: Prometheus did not run" }
        guard let stack else { return "the stack is not known yet" }
        let problem = stack.server(onPort: MonitoringPort.prometheus).problem(with: "Prometheus")
        return problem.map { "\($0.reason): \($0.remedy)" }
    }

    /// Continues where the dashboards were left.
    mutating func dashboardsLeft(for wish: DashboardWish) -> [Effect] {
        guard case .logs(let time) = wish else { return [] }
        tab = .logs
        focus = .logs
        overlay = nil
        return logs.read(.from(nil), logs.query(since: Int64(time * 1e9)))
    }
}
