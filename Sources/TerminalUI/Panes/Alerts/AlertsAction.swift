import Alerting
import ControlAPI
import FoundationEssentials
import Foundations

/// The actions on the selected alert.
enum AlertsAction: PaneAction {
    case showRunbook, silenceAlert, endSilence, toggleQuietRules, alertDetailsUp, alertDetailsDown, showBeginning
    case confirmSilence, nextSilenceField

    func whyDisabled(in model: AppModel) -> String? {
        switch self {
        case .confirmSilence, .nextSilenceField: nil
        case .alertDetailsUp, .alertDetailsDown, .toggleQuietRules:
            model.tab == AlertsPane.tab ? AlertsPane.whyEmpty(model) : Self.otherTab
        case .showRunbook: whyNoRule(in: model) { $0.runbook == nil ? "its rule names no runbook" : nil }
        case .showBeginning: whyNoRule(in: model) { $0.alert == nil ? "it does not fire" : nil }
        case .silenceAlert: whyNoRule(in: model) { _ in model.alerts.report?.routing.problem }
        case .endSilence: whyNoRule(in: model) { Self.whyNotEnd($0, model.alerts.report) }
        }
    }

    private static let otherTab = "A shows the alerts"

    private func whyNoRule(in model: AppModel, _ whyNot: (AlertRow) -> String?) -> String? {
        guard model.tab == AlertsPane.tab else { return Self.otherTab }
        if let why = AlertsPane.whyEmpty(model) { return why }
        guard let row = model.alerts.selectedRow else { return "no alert is selected" }
        // On the folded rules, the key for the runbook unfolds them.
        guard row.rule != nil else { return self == .showRunbook ? nil : "no alert is selected" }
        return whyNot(row)
    }

    private static func whyNotEnd(_ row: AlertRow, _ report: AlertReport?) -> String? {
        if let problem = report?.routing.problem { return problem }
        guard let rule = row.rule?.name, row.silence != nil else { return "it is not silenced" }
        guard report?.ownSilences(of: rule).isEmpty == true else { return nil }
        return "it is silenced together with others: cpadev alerts unsilence \(QuotedValue.shell(rule)) --shared"
    }

    func perform(on model: inout AppModel) -> [Effect] {
        switch self {
        case .showRunbook: return model.showRunbook()
        case .silenceAlert:
            if let rule = model.alerts.selectedRow?.rule { model.overlay = .silence(SilenceForm(rule: rule.name)) }
        case .endSilence: return model.endSilence()
        case .showBeginning:
            // Its time is known in whole seconds, rounded down.
            let start = model.alerts.selectedRow?.alert?.activeAt.addingTimeInterval(1)
            return start.map { [.loadPast(Int64($0.timeIntervalSince1970 * 1e9))] } ?? []
        case .toggleQuietRules: model.alerts.toggleQuiet()
        case .alertDetailsUp: model.scrollAlertDetails(by: -1)
        case .alertDetailsDown: model.scrollAlertDetails(by: 1)
        case .confirmSilence: return model.confirmSilence()
        case .nextSilenceField: model.changeSilence { $0.field = $0.field == .length ? .comment : .length }
        }
        return []
    }
}

extension AppModel {
    fileprivate mutating func showRunbook() -> [Effect] {
        guard let row = alerts.selectedRow else { return [] }
        guard let path = row.runbook else {
            alerts.toggleQuiet()
            return []
        }
        if path.contains("://") { return [.copy(path, what: "the runbook's address \(path)")] }
        return [.alerts(.showRunbook(path, directory: stack?.project.directory ?? ""))]
    }

    fileprivate mutating func endSilence() -> [Effect] {
        guard let servers = alerts.servers, let rule = alerts.selectedRow?.rule?.name else { return [] }
        let silences = alerts.report?.ownSilences(of: rule) ?? []
        return [.alerts(.endSilences(silences.map(\.id), rule: rule, servers))]
    }

    fileprivate mutating func scrollAlertDetails(by rows: Int) {
        let most = AlertsPane.maximumOffset(in: self)
        alerts.offset = max(0, min(min(alerts.offset, most) + rows, most))
    }

    /// Silences the alert of the form. An invalid time stays in the form and is reported.
    fileprivate mutating func confirmSilence() -> [Effect] {
        guard case .silence(let form) = overlay else { return [] }
        guard let length = SilenceLength(form.length.text) else {
            message = StatusMessage(.warning, "'\(form.length.text)' is not \(SilenceLength.form)")
            changeSilence { $0.field = .length }
            return []
        }
        overlay = nil
        guard let servers = alerts.servers else {
            message = StatusMessage(.error, "\(form.rule) is not silenced: Prometheus is not running")
            return []
        }
        return [.alerts(.silence(rule: form.rule, length, comment: form.comment.text, servers))]
    }
}
