import Alerting
import FoundationEssentials
import Foundations

/// `cpadev alerts`
enum AlertTable {
    static func render(_ report: AlertReport, all: Bool, now: Date = Date(), _ terminal: Terminal) -> String {
        let rules = report.rules.value ?? []
        var text = ""
        let broken = rules.filter { $0.problem != nil }
        let shown = all ? rules : rules.filter { !$0.alerts.isEmpty }
        if shown.isEmpty {
            text += "no alert: \(rules.count.counted("rule")) found nothing\n"
        } else {
            var table = TextTable(header: ["ALERT", "STATE", "SEVERITY", "CHANNEL", "SINCE", "SILENCED", "SUMMARY"])
            for rule in shown {
                if rule.alerts.isEmpty { add(rule, nil, report.silence(of: rule), now, to: &table) }
                for alert in rule.alerts { add(rule, alert, report.silence(of: alert), now, to: &table) }
            }
            text += table.render(terminal)
        }
        for rule in broken {
            text += terminal.paint("\(rule.name) cannot be evaluated: \(rule.problem ?? "")", .red) + "\n"
        }
        return text
    }

    private static func add(
        _ rule: AlertRule,
        _ alert: AlertRule.Alert?,
        _ silence: Silence?,
        _ now: Date,
        to table: inout TextTable
    ) {
        let since = alert.map { Duration.seconds(max(0, now.timeIntervalSince($0.activeAt).rounded())).abbreviated }
        let state = alert?.state ?? rule.state
        table.add(
            .init(rule.name, .bold),
            .init(state.rawValue, silence == nil ? style(state, rule.severity) : .dim),
            .init(rule.severity ?? "-"),
            .init(rule.channel ?? "-"),
            .init(since ?? "-"),
            .init(silence.map { "until \(TimeStamp.local($0.endsAt))" } ?? "-"),
            .init(alert?.summary ?? "-")
        )
    }

    private static func style(_ state: AlertRule.State, _ severity: String?) -> Terminal.Style? {
        switch state {
        case .inactive: .dim
        case .pending: .yellow
        case .firing: severity == "critical" ? .red : .yellow
        }
    }
}

extension TimeStamp {
    /// Returns a time for tables: local, to the second.
    static func local(_ date: Date) -> String {
        var stamp = TimeStamp(digits: 0, form: .table)
        return stamp.text(Int64(min(max(0, date.timeIntervalSince1970), 9e9)) * 1_000_000_000)
    }
}
