import Alerting
import Dashboards
import FoundationEssentials

/// What is known of the selected alert or rule.
struct AlertDetails {
    private let row: AlertRow
    private let report: AlertReport
    private let model: AppModel

    /// Creates the details; nil if nothing is selected.
    init?(_ model: AppModel) {
        guard let row = model.alerts.selectedRow, let report = model.alerts.report else { return nil }
        self.row = row
        self.report = report
        self.model = model
    }

    func rows(width: Int) -> [StyledLine] {
        var facts = FactList(labelWidth: 11)
        guard let rule = row.rule else {
            facts.add(note: "These rules found nothing; space lists them.", .muted)
            return facts.rows(width: width, model.appearance)
        }
        facts.add("problem", rule.problem, .error)
        facts.add("summary", row.alert?.summary)
        addNotification(of: rule, to: &facts)
        addSilence(to: &facts)
        facts.add("runbook", row.runbook)
        let labels = row.alert?.labels ?? rule.labels
        facts.add("labels", labels.sorted { $0.key < $1.key }.filter { $0.key != "alertname" }.map(label))
        facts.add("condition", rule.expression)
        facts.add("value", row.alert.map { alert in Double(alert.value).map { "\($0)" } ?? alert.value })
        return facts.rows(width: width, model.appearance)
    }

    private func label(_ label: (key: String, value: String)) -> StyledLine {
        let theme = model.appearance.theme
        return StyledLine([
            Span(LogSanitizer.plain(label.key) + "=", theme[.muted]),
            Span(LogSanitizer.plain(label.value), theme[.text]),
        ])
    }

    /// Adds where the alert goes, and the last notification.
    private func addNotification(of rule: AlertRule, to facts: inout FactList) {
        if let receivers = row.alert.flatMap({ report.routed($0) })?.receivers {
            facts.add("goes to", receivers.joined(separator: ", "))
        } else {
            facts.add("channel", rule.channel)
        }
        if let problem = report.notifications.problem { return facts.add("notified", "unknown: \(problem)", .muted) }
        guard let last = report.lastNotification(of: rule.name) else {
            return facts.add("notified", "not yet", .muted)
        }
        facts.add("notified", "\(model.clock(last.at)) \(last.status), by \(last.channel) to \(last.to)")
    }

    private func addSilence(to facts: inout FactList) {
        if let problem = report.routing.problem { return facts.add("silence", "unknown: \(problem)", .warning) }
        guard let silence = row.silence else { return }
        facts.add("silence", "until \(model.clock(silence.endsAt)) by \(silence.author): \(silence.comment)", .warning)
    }
}

extension AlertRule.Alert {
    /// The value with few digits.
    var shownValue: String { Double(value).map { ValueFormat(unit: "").text($0) } ?? LogSanitizer.plain(value) }
}

extension AppModel {
    /// Returns `14:02:30`, and the day if it is not today: `2024-03-02 14:02:30`.
    func clock(_ date: Date) -> String {
        let local = date.addingTimeInterval(Double(appearance.utcOffset.components.seconds))
        let today = now.addingTimeInterval(Double(appearance.utcOffset.components.seconds))
        let parts = local.formatted(.iso8601.dateTimeSeparator(.space)).dropLast()
        let day = today.formatted(.iso8601).prefix(10)
        return String(parts.hasPrefix(day) ? parts.dropFirst(day.count + 1) : parts)
    }
}
