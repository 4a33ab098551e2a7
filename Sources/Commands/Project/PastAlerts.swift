import Alerting
import Monitoring
import StackHost

/// What the stack's Prometheus found at earlier times.
struct PastAlerts: Sendable {
    /// How far back an alert's beginning is looked for, in seconds.
    private static let span = 3600.0
    private static let step = 15.0

    let prometheus: PrometheusClient

    /// Returns what was found at a moment: nanoseconds since 1970.
    func report(at momentNs: Int64) async throws(MonitoringError) -> AlertReport {
        let moment = Double(momentNs) / 1e9
        let start = moment - Self.span
        return try await prometheus.alertHistory(from: start, to: moment, step: Self.step).report(at: moment)
    }

    /// Returns when alerts fired in a period.
    func history(of header: RecordingPart.Header) async throws(MonitoringError) -> AlertHistory {
        let (start, end) = (Double(header.fromNs) / 1e9, Double(header.toNs) / 1e9)
        let step = RecordingStep.seconds(from: start, to: end, least: Self.step, most: 5000)
        return try await prometheus.alertHistory(from: start, to: end, step: step)
    }
}
