package import FoundationEssentials

/// An alerting rule and what it found.
package struct AlertRule: Hashable, Sendable, Codable {
    package enum State: String, Hashable, Sendable, Codable {
        case inactive
        /// The condition holds, but not for long enough yet.
        case pending
        case firing
    }

    /// A set of series for which the condition holds.
    package struct Alert: Hashable, Sendable, Codable {
        package var state: State
        /// All labels, those of the rule included.
        package var labels: [String: String]
        package var annotations: [String: String]
        package var activeAt: Date
        /// The value of the expression, as Prometheus prints it.
        package var value: String

        package init(
            state: State,
            labels: [String: String],
            annotations: [String: String] = [:],
            activeAt: Date,
            value: String
        ) {
            self.state = state
            self.labels = labels
            self.annotations = annotations
            self.activeAt = activeAt
            self.value = value
        }

        package var severity: String? { labels["severity"] }
        package var summary: String? { annotations["summary"] }
        /// The address of the runbook, or its path from the folder above the rules.
        package var runbook: String? { annotations["runbook_url"] }
    }

    package var name: String
    package var state: State
    /// The labels that the rule adds, `severity` and `channel` among them.
    package var labels: [String: String]
    package var annotations: [String: String]
    /// The condition, in PromQL.
    package var expression: String
    /// Why the rule cannot be evaluated; nil if it can.
    package var problem: String?
    /// Whether Prometheus has evaluated the rule since it started.
    package var isEvaluated: Bool
    package var alerts: [Alert]

    package init(
        name: String,
        state: State,
        labels: [String: String] = [:],
        annotations: [String: String] = [:],
        expression: String,
        problem: String? = nil,
        isEvaluated: Bool = true,
        alerts: [Alert] = []
    ) {
        self.name = name
        self.state = state
        self.labels = labels
        self.annotations = annotations
        self.expression = expression
        self.problem = problem
        self.isEvaluated = isEvaluated
        self.alerts = alerts
    }

    /// Identifies the rule: several may have one name.
    package var id: String {
        "\(name){\(labels.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ","))}"
    }

    package var severity: String? { labels["severity"] }
    package var channel: String? { labels["channel"] }
    package var runbook: String? { annotations["runbook_url"] }

    /// The labels by which an alert differs from others of its rule.
    package func distinctiveLabels(of alert: Alert) -> [String: String] {
        alert.labels.filter { $0.key != "alertname" && labels[$0.key] != $0.value }
    }
}
