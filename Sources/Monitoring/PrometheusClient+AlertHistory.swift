package import Alerting
import Dashboards

extension PrometheusClient {
    /// Returns when alerts were pending or fired between two times, in seconds since 1970.
    package func alertHistory(
        from start: Double,
        to end: Double,
        step: Double
    ) async throws(MonitoringError) -> AlertHistory {
        let rules = try await alertRules()
        let found = try await values(of: "ALERTS", from: start, to: end, step: step)
        let series = found.map { AlertHistory.Series(labels: $0.labels, times: $0.samples.map(\.time)) }
        return AlertHistory(rules: rules, series: series, step: step)
    }
}
