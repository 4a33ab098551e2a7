import Dashboards

/// A panel's figures, and the ones that are awaited.
struct PanelState: Sendable {
    /// A question that is not answered yet.
    struct Request: Sendable {
        var id: Int
        /// The number of the view that it was asked for.
        var view: Int
        /// When it was asked, in uptime.
        var since: Duration
    }

    /// The newest figures. They stay while newer ones cannot be had.
    var data = PanelData.none
    /// The distance of the samples in seconds.
    var step = 1.0
    /// Why the last query failed.
    var problem: String?
    var request: Request?
    /// The window of the last question; nil if the panel is to be asked again.
    var asked: DashboardWindow?

    /// How long a query may take before the panel says that it waits.
    private static let patience = Duration.seconds(1)

    /// What the panel says besides its figures: that it waits, or why it has none.
    func notice(_ panel: Panel, at uptime: Duration) -> Notice? {
        if let request, case let waited = uptime - request.since, waited >= Self.patience {
            var isLog = false
            if case .logs = panel.kind { isLog = true }
            let whom = isLog ? "the logs" : "Prometheus"
            return Notice(text: "waiting \(waited.components.seconds) s for \(whom)", isProblem: false)
        }
        return problem.map { Notice(text: $0, isProblem: true) }
    }

    struct Notice: Hashable, Sendable {
        var text: String
        var isProblem: Bool
    }

    mutating func answered(_ new: PanelData, _ window: DashboardWindow) {
        request = nil
        if case .failed(let reason) = new {
            problem = reason
        } else {
            (data, step, problem) = (new, window.step, nil)
        }
    }
}
