import Alerting
import ControlAPI

/// The alerts: what the monitoring last said, and what is selected.
struct AlertsPane: Sendable {
    /// The servers that are asked; nil if none are.
    private(set) var servers: AlertServers?
    /// What they last said; nil before their first answer.
    private(set) var report: AlertReport? { didSet { listRows() } }
    /// The identifier of the selected row.
    var selected: String?
    /// Whether the rules that found nothing are listed.
    private(set) var showsQuiet = false { didSet { listRows() } }
    /// The rows of the report, which every frame needs several times.
    private(set) var rows: [AlertRow] = []
    /// The rows of the details scrolled off the top.
    var offset = 0
    var news = AlertNews()

    /// Sets the servers to ask. Returns whether they differ from those before.
    mutating func ask(_ wanted: AlertServers?) -> Bool {
        guard wanted != servers else { return false }
        // Answers of the same Prometheus remain true until the next ones.
        if wanted?.prometheus != servers?.prometheus { report = nil }
        servers = wanted
        return true
    }

    /// Forgets the report, because another moment is shown.
    mutating func forget() { report = nil }

    /// Applies a report, and keeps the selection on its alert.
    mutating func take(_ report: AlertReport) {
        // The folded rules are selected only where there was nothing else.
        let before = rows.count > 1 ? rows.map(\.id) : []
        if before.isEmpty, case .quiet = rows.first { selected = nil }
        self.report = report
        var selection = rows.map(\.id).selection(keeping: selected, from: before)
        // An alert that ended is replaced by another one, if there is any.
        if selection != selected, selection == rows.last?.id, case .quiet = rows.last {
            selection = rows.dropLast().last?.id ?? selection
        }
        if selection != selected { offset = 0 }
        selected = selection
    }

    /// Lists the rules that found nothing, or folds them again.
    mutating func toggleQuiet() {
        let before = rows.map(\.id)
        showsQuiet.toggle()
        selected = rows.map(\.id).selection(keeping: selected, from: before)
        offset = 0
    }

    private mutating func listRows() { rows = AlertRow.rows(of: report, showsQuiet: showsQuiet) }

    var selectedRow: AlertRow? { rows.first { $0.id == selected } ?? rows.first }

    /// The alerts that fire and are not silenced, and the number of those that are silenced.
    var firing: (loud: [AlertRule.Alert], silenced: Int) {
        var (loud, silenced) = ([AlertRule.Alert](), 0)
        for row in rows {
            guard case .alert(_, let alert, let silence) = row, alert.state == .firing else { continue }
            if silence == nil { loud.append(alert) } else { silenced += 1 }
        }
        return (loud, silenced)
    }
}

extension AlertsPane: TabPane, ListPane {
    static let place = Place.logs
    static let title = "Alerts"
    static let key: (name: String, description: String)? = ("A", "alerts and silences")

    static func isList(in model: AppModel) -> Bool { !model.alerts.rows.isEmpty }
    static func contexts(in model: AppModel) -> [KeyBinding.Context] { [.alerts, .lists] }
    static func rows(in model: AppModel) -> [String] { model.alerts.rows.map(\.id) }
    static func selected(in model: AppModel) -> String? { model.alerts.selectedRow?.id }

    static func select(_ row: String, in model: inout AppModel) {
        if model.alerts.selected != row { model.alerts.offset = 0 }
        model.alerts.selected = row
    }

    static func room(of area: Rect, in model: AppModel) -> Rect {
        Layout.alerts(in: area.inside, rows: model.alerts.rows.count).list
    }

    static func summary(_ model: AppModel) -> StyledLine {
        let theme = model.appearance.theme
        guard let rules = model.alerts.report?.rules.value else { return StyledLine("unknown", theme[.muted]) }
        if let count = AlertCount(model.alerts) { return count.summary(theme) }
        return StyledLine("\(Formatting.counted(rules.count, "rule")), none fires", theme[.healthy])
    }

    /// Why there is no list; nil if there is one.
    static func whyEmpty(_ model: AppModel) -> String? {
        guard model.connection.isConnected, let stack = model.stack else { return "no connection to the supervisor" }
        let server = stack.server(onPort: MonitoringPort.prometheus)
        if model.past == nil, let problem = server.problem(with: "Prometheus") {
            return "\(problem.reason): \(problem.remedy)"
        }
        if model.past != nil, model.alerts.report == nil { return "what Prometheus found then is not known" }
        guard let report = model.alerts.report else {
            return "waiting for Prometheus' answer\(model.appearance.glyphs.ellipsis)"
        }
        if let problem = report.rules.problem { return problem }
        return report.rules.value?.isEmpty == true
            ? "Prometheus has no alerting rules: see 'rule_files' of its configuration" : nil
    }
}
