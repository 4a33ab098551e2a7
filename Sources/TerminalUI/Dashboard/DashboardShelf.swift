package import Dashboards

/// Where the screen gets dashboards and their figures from.
package struct DashboardShelf: Sendable {
    /// The dashboards that there are, and one of them.
    package struct Answer: Sendable {
        /// In the order in which they follow one another.
        package var names: [String]
        /// The opened one; nil if there are none.
        package var name: String?
        package var result: Result<OpenDashboard, DashboardProblem>

        package init(names: [String], name: String?, _ result: Result<OpenDashboard, DashboardProblem>) {
            self.names = names
            self.name = name
            self.result = result
        }
    }

    /// Opens a dashboard; nil: the one seen last, or the first.
    package var open: @Sendable (_ name: String?) async -> Answer

    package init(open: @escaping @Sendable (_ name: String?) async -> Answer) { self.open = open }
}

/// A dashboard with its figures.
package struct OpenDashboard: Sendable {
    package var dashboard: Dashboard
    /// Returns what a panel shows. Takes as long as the slowest of its queries.
    package var panel: @Sendable (_ index: Int, _ window: DashboardWindow) async -> PanelData
    /// Returns the alerts that fired; nil if they are not known.
    package var alerts: @Sendable (_ window: DashboardWindow) async -> [FiringAlert]?

    package init(
        _ dashboard: Dashboard,
        panel: @escaping @Sendable (_ index: Int, _ window: DashboardWindow) async -> PanelData,
        alerts: @escaping @Sendable (_ window: DashboardWindow) async -> [FiringAlert]?
    ) {
        self.dashboard = dashboard
        self.panel = panel
        self.alerts = alerts
    }
}

/// Why a dashboard cannot be shown.
package struct DashboardProblem: Error, Hashable {
    package var message: String
    package var remedy: String?

    package init(_ message: String, remedy: String? = nil) {
        self.message = message
        self.remedy = remedy
    }
}
