import Alerting

/// A row of the alerts pane.
enum AlertRow: Hashable, Sendable {
    /// An alert that is pending or fires, with the silence that it has.
    case alert(AlertRule, AlertRule.Alert, Silence?)
    /// A rule that cannot be evaluated, or that found nothing.
    case rule(AlertRule, Silence?)
    /// The number of rules that found nothing, while they are folded.
    case quiet(Int)

    /// Identifies the row as long as its alert lasts.
    var id: String {
        switch self {
        case .alert(let rule, let alert, _):
            let labels = rule.distinctiveLabels(of: alert).sorted { $0.key < $1.key }
            return "\(rule.id){\(labels.map { "\($0.key)=\($0.value)" }.joined(separator: ","))}"
        case .rule(let rule, _): return rule.id
        case .quiet: return "quiet rules"
        }
    }

    var rule: AlertRule? {
        switch self {
        case .alert(let rule, _, _), .rule(let rule, _): rule
        case .quiet: nil
        }
    }

    var alert: AlertRule.Alert? {
        if case .alert(_, let alert, _) = self { alert } else { nil }
    }

    var silence: Silence? {
        switch self {
        case .alert(_, _, let silence), .rule(_, let silence): silence
        case .quiet: nil
        }
    }

    var severity: AlertSeverity { AlertSeverity(alert?.severity ?? rule?.severity) }
    var runbook: String? { alert?.runbook ?? rule?.runbook }

    /// Returns the rows: what fires, the worst first; rules that cannot be evaluated; what is pending; the rest.
    static func rows(of report: AlertReport?, showsQuiet: Bool) -> [AlertRow] {
        guard let report, let rules = report.rules.value else { return [] }
        var rows: [AlertRow] = []
        var quiet: [AlertRow] = []
        for rule in rules {
            rows += rule.alerts.filter { $0.state != .inactive }.map { .alert(rule, $0, report.silence(of: $0)) }
            if rule.problem != nil {
                rows.append(.rule(rule, report.silence(of: rule)))
            } else if rule.alerts.isEmpty {
                quiet.append(.rule(rule, report.silence(of: rule)))
            }
        }
        rows = rows.enumerated().sorted { left, right in
            (left.element.order, left.element.severity, left.offset)
                < (right.element.order, right.element.severity, right.offset)
        }.map(\.element)
        if showsQuiet { return rows + quiet }
        return quiet.isEmpty ? rows : rows + [.quiet(quiet.count)]
    }

    private var order: Int {
        switch self {
        case .alert(_, let alert, let silence): alert.state == .firing ? (silence == nil ? 0 : 2) : 3
        case .rule(let rule, _): rule.problem == nil ? 4 : 1
        case .quiet: 5
        }
    }
}
