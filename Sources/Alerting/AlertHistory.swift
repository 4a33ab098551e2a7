import FoundationEssentials

/// The rules, and when their alerts were pending or fired in a period.
package struct AlertHistory: Hashable, Sendable, Codable {
    /// A series of the metric `ALERTS`. Source: Prometheus' documentation, Alerting rules.
    package struct Series: Hashable, Sendable, Codable {
        package var labels: [String: String]
        /// When it had a sample: seconds since 1970, in order.
        package var times: [Double]

        package init(labels: [String: String], times: [Double]) {
            self.labels = labels
            self.times = times
        }
    }

    package var rules: [AlertRule]
    package var series: [Series]
    /// The distance of samples in seconds.
    package var step: Double

    /// - Parameter rules: as they are now; what they found now is forgotten.
    package init(rules: [AlertRule], series: [Series], step: Double) {
        self.rules = rules.map { rule in
            var rule = rule
            (rule.state, rule.alerts, rule.problem) = (.inactive, [], nil)
            return rule
        }
        self.series = series
        self.step = step
    }

    /// Returns what the monitoring said at a moment, as far as it is kept: Prometheus keeps neither values nor summaries.
    /// - Parameter moment: seconds since 1970.
    package func report(at moment: Double) -> AlertReport {
        AlertReport(
            rules: .known(rules.map { rule(at: moment, $0) }),
            routing: .unavailable("silences of earlier times are not kept", remedy: nil),
            notifications: .unavailable("notifications of earlier times are not shown", remedy: nil)
        )
    }

    private func rule(at moment: Double, _ rule: AlertRule) -> AlertRule {
        var rule = rule
        for series in series where series.labels["alertname"] == rule.name {
            guard rule.labels.allSatisfy({ series.labels[$0.key] == $0.value }),
                let state = series.labels["alertstate"].flatMap(AlertRule.State.init),
                let start = start(of: series, at: moment)
            else { continue }
            let labels = series.labels.filter { !["__name__", "alertstate"].contains($0.key) }
            rule.alerts.append(
                AlertRule.Alert(
                    state: state,
                    labels: labels,
                    annotations: rule.runbook.map { ["runbook_url": $0] } ?? [:],
                    activeAt: Date(timeIntervalSince1970: start),
                    value: ""
                )
            )
            if state == .firing || rule.state == .inactive { rule.state = state }
        }
        return rule
    }

    /// Returns the first of the samples without a gap up to a moment; nil if there is none then.
    private func start(of series: Series, at moment: Double) -> Double? {
        var start: Double?
        for time in series.times.reversed() where time <= moment {
            guard (start ?? moment) - time <= step * 1.5 else { break }
            start = time
        }
        return start
    }
}
