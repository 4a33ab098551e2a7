import Alerting
import Foundation
import Testing

@testable import Monitoring

/// Answers of Prometheus 2.42, Alertmanager 0.25 and the receivers' stand-in, as they came over HTTP.
@Suite struct RecordedAnswerTests {
    private let prometheus = PrometheusClient(address: "127.0.0.1:9090")
    private let alertmanager = AlertmanagerClient(address: "127.0.0.1:9093")
    private let notifications = NotificationsClient(address: "127.0.0.1:8026")

    private func recorded(_ name: String) throws -> Data {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Recorded")
        return try Data(contentsOf: folder.appending(path: "\(name).json"))
    }

    @Test func firingRulesHaveTheirAlerts() throws {
        let rules = try prometheus.alertRules(in: recorded("rules-firing"))
        #expect(rules.map(\.name) == ["ApiErrorRate", "RedisMemory", "FailedLogins"])
        #expect(rules.map(\.state) == [.inactive, .firing, .firing])
        #expect(rules.allSatisfy { $0.isEvaluated && $0.problem == nil })
        let alert = try #require(rules[1].alerts.first)
        #expect(alert.summary == "Redis uses 104.2% of its memory" && alert.value == "1.0417619705200196e+00")
        #expect(alert.activeAt == Date(timeIntervalSince1970: 1_796_038_588))
        #expect(alert.runbook == "runbooks/redis-memory.md")
        #expect(
            rules[1].distinctiveLabels(of: alert) == [
                "instance": "127.0.0.1:9121", "job": "redis", "service": "redis",
            ]
        )
    }

    @Test func ruleThatCannotBeEvaluatedSaysWhy() throws {
        let rules = try prometheus.alertRules(in: recorded("rules-broken"))
        #expect(rules[0].problem?.hasPrefix("found duplicate series for the match group") == true)
        #expect(rules[1].state == .pending && rules[1].alerts.first?.state == .pending)
    }

    @Test func rulesOfAPrometheusThatJustStartedAreNotEvaluated() throws {
        let rules = try prometheus.alertRules(in: recorded("rules-fresh"))
        #expect(rules.count == 2 && rules.allSatisfy { !$0.isEvaluated })
    }

    @Test func reportConnectsAlertsWithSilencesAndNotifications() throws {
        let rules = try prometheus.alertRules(in: recorded("rules-firing"))
        let routing = AlertReport.Routing(
            alerts: try alertmanager.alerts(in: recorded("alerts")),
            silences: try alertmanager.silences(in: recorded("silences"))
        )
        let report = AlertReport(
            rules: .known(rules),
            routing: .known(routing),
            notifications: .known(try notifications.notifications(in: recorded("notifications")))
        )
        let redis = try #require(rules[1].alerts.first)
        let logins = try #require(rules[2].alerts.first)
        #expect(report.routed(redis)?.receivers == ["slack"])
        #expect(report.routed(logins)?.receivers == ["pagerduty"])
        let silence = try #require(report.silence(of: redis))
        #expect(silence.author == "root" && silence.comment == "try" && silence.isOnly(for: "RedisMemory"))
        #expect(report.silence(of: logins) == nil)
        #expect(report.silence(of: rules[1]) == silence && report.ownSilences(of: "RedisMemory") == [silence])
        let last = try #require(report.lastNotification(of: "RedisMemory"))
        #expect(last.channel == "slack" && last.to == "#ops" && last.status == "firing")
        #expect(last.at == Date(timeIntervalSince1970: 1_796_038_589))
    }

    @Test func expiredSilenceCoversNothing() throws {
        var silence = try alertmanager.silences(in: recorded("silences"))[0]
        #expect(silence.covers(["alertname": "RedisMemory"]) && !silence.covers(["alertname": "Other"]))
        silence.state = .expired
        #expect(!silence.covers(["alertname": "RedisMemory"]))
    }

    @Test(arguments: ["", "<html>", "[1]", "{}", #"{"status":"success","data":[]}"#, "[{\"id\":1}]"])
    func otherAnswersAreGarbled(_ text: String) {
        let body = Data(text.utf8)
        #expect(throws: MonitoringError.self) { try prometheus.alertRules(in: body) }
        #expect(throws: MonitoringError.self) { try alertmanager.alerts(in: body) }
        #expect(throws: MonitoringError.self) { try alertmanager.silences(in: body) }
        #expect(throws: MonitoringError.self) { try notifications.notifications(in: body) }
    }

    @Test func refusalsHaveAReason() {
        let object = #"{"code":612,"message":"matchers in body should have at least 1 items"}"#
        #expect(AlertmanagerClient.reason(in: Data(object.utf8)) == "matchers in body should have at least 1 items")
        #expect(AlertmanagerClient.reason(in: Data(#""silence not found""#.utf8)) == "silence not found")
        #expect(AlertmanagerClient.reason(in: Data()) == nil)
    }

    @Test func serverThatFailsConcernsItsPartAlone() async {
        // Nothing listens on this port.
        let report = await AlertReporter(
            prometheus: .at("127.0.0.1:1"),
            alertmanager: .unavailable("alertmanager is not running", remedy: "cpadev start alertmanager"),
            notifications: .at("127.0.0.1:1")
        ).report()
        #expect(report.rules.problem?.contains("Connection refused") == true)
        #expect(report.routing.problem == "alertmanager is not running; cpadev start alertmanager")
        #expect(report.notifications.value == nil)
    }
}
