/// What the monitoring says about alerts at one moment. A server that fails concerns its part alone.
package struct AlertReport: Hashable, Sendable {
    /// The answer of a server.
    package enum Answer<Value: Hashable & Sendable>: Hashable, Sendable {
        case known(Value)
        /// The reason and, if known, what to do about it.
        case unavailable(String, remedy: String?)

        package var value: Value? {
            if case .known(let value) = self { value } else { nil }
        }

        /// Why there is no answer; nil if there is one.
        package var problem: String? {
            switch self {
            case .known: nil
            case .unavailable(let reason, let remedy): remedy.map { "\(reason); \($0)" } ?? reason
            }
        }
    }

    /// What Alertmanager knows.
    package struct Routing: Hashable, Sendable {
        package var alerts: [RoutedAlert]
        package var silences: [Silence]

        package init(alerts: [RoutedAlert], silences: [Silence]) {
            self.alerts = alerts
            self.silences = silences
        }
    }

    package var rules: Answer<[AlertRule]>
    package var routing: Answer<Routing>
    /// The notifications, newest last.
    package var notifications: Answer<[AlertNotification]>

    package init(
        rules: Answer<[AlertRule]>,
        routing: Answer<Routing>,
        notifications: Answer<[AlertNotification]>
    ) {
        self.rules = rules
        self.routing = routing
        self.notifications = notifications
    }

    /// Returns the silence of an alert that ends last; nil if there is none or none is known.
    package func silence(of alert: AlertRule.Alert) -> Silence? {
        let named = Set(routed(alert)?.silencedBy ?? [])
        return routing.value?.silences.filter {
            $0.state == .active && (named.contains($0.id) || $0.covers(alert.labels))
        }
        .max { $0.endsAt < $1.endsAt }
    }

    /// Returns the silence that any alert of a rule would have.
    package func silence(of rule: AlertRule) -> Silence? {
        let labels = rule.labels.merging(["alertname": rule.name]) { _, name in name }
        return routing.value?.silences.filter { $0.covers(labels) }.max { $0.endsAt < $1.endsAt }
    }

    /// Returns the active silences of a rule or of any of its alerts that silence other rules too.
    package func sharedSilences(of rule: AlertRule) -> [Silence] {
        let alerts = rule.alerts.map(\.labels) + [rule.labels.merging(["alertname": rule.name]) { _, name in name }]
        return routing.value?.silences.filter { silence in
            !silence.isOnly(for: rule.name) && alerts.contains(where: silence.covers)
        } ?? []
    }

    /// Returns the active silences of a rule that silence nothing else.
    package func ownSilences(of rule: String) -> [Silence] {
        routing.value?.silences.filter { $0.state == .active && $0.isOnly(for: rule) } ?? []
    }

    /// Returns what Alertmanager knows of an alert; it knows none that is pending.
    package func routed(_ alert: AlertRule.Alert) -> RoutedAlert? {
        routing.value?.alerts.first { routed in alert.labels.allSatisfy { routed.labels[$0.key] == $0.value } }
    }

    /// Returns the newest notification of a rule.
    package func lastNotification(of rule: String) -> AlertNotification? {
        notifications.value?.last { $0.alert == rule }
    }
}
