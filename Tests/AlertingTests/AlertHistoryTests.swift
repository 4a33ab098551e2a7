import Alerting
import FoundationEssentials
import Testing

@Suite struct AlertHistoryTests {
    private static let rule = AlertRule(
        name: "ApiErrorRate",
        state: .firing,
        labels: ["severity": "critical"],
        annotations: ["runbook_url": "runbooks/api.md", "summary": "{{ $value }} fail"],
        expression: "x > 1",
        alerts: [.init(state: .firing, labels: [:], activeAt: .init(timeIntervalSince1970: 500), value: "9")]
    )

    private func history(_ series: AlertHistory.Series...) -> AlertHistory {
        AlertHistory(rules: [Self.rule], series: series, step: 10)
    }

    private func labels(_ state: String, _ severity: String = "critical") -> [String: String] {
        [
            "__name__": "ALERTS", "alertname": "ApiErrorRate", "alertstate": state, "severity": severity, "job": "api",
        ]
    }

    private func rule(_ history: AlertHistory, at moment: Double) -> AlertRule? {
        history.report(at: moment).rules.value?.first
    }

    @Test func anAlertHasTheStateAndTheBeginningOfThen() {
        let history = history(
            .init(labels: labels("pending"), times: [100, 110]),
            .init(labels: labels("firing"), times: [20, 120, 130, 140])
        )
        #expect(rule(history, at: 90)?.alerts == [])
        #expect(rule(history, at: 105)?.state == .pending)
        let firing = rule(history, at: 145)
        #expect(firing?.state == .firing && firing?.alerts.count == 1)
        // The sample at 20 belongs to an earlier alert.
        #expect(firing?.alerts.first?.activeAt == .init(timeIntervalSince1970: 120))
        #expect(firing?.alerts.first?.labels == ["alertname": "ApiErrorRate", "severity": "critical", "job": "api"])
        #expect(firing?.alerts.first?.runbook == "runbooks/api.md")
        #expect(rule(history, at: 200)?.state == .inactive)
    }

    @Test func anAlertOfAnotherRuleOfThatNameIsNotTaken() {
        #expect(rule(history(.init(labels: labels("firing", "high"), times: [100])), at: 100)?.alerts == [])
    }

    @Test func silencesAndNotificationsAreNotClaimed() {
        let report = history().report(at: 100)
        #expect(report.routing.problem != nil && report.notifications.problem != nil)
    }
}
