import Alerting
import ControlAPI
import FoundationEssentials

@testable import TerminalUI

/// Alerts, and the services that know of them.
extension Fixtures {
    static let monitoredServices =
        healthyServices + [
            healthy("prometheus", port: 9090), healthy("alertmanager", port: 9093),
            healthy("notifications", port: 8026),
        ]

    static let alertServers = AlertServers(
        prometheus: "127.0.0.1:9090",
        alertmanager: .at("127.0.0.1:9093", service: "alertmanager"),
        notifications: .at("127.0.0.1:8026", service: "notifications")
    )

    static func rule(
        _ name: String,
        _ severity: String,
        alerts: [AlertRule.Alert] = [],
        problem: String? = nil,
        isEvaluated: Bool = true
    ) -> AlertRule {
        AlertRule(
            name: name,
            state: alerts.first?.state ?? .inactive,
            labels: ["severity": severity, "channel": severity == "critical" ? "pagerduty" : "slack"],
            annotations: ["runbook_url": "runbooks/\(name.lowercased()).md"],
            expression: "\(name.lowercased())_used / \(name.lowercased())_size > 0.8",
            problem: problem,
            isEvaluated: isEvaluated,
            alerts: alerts
        )
    }

    static func alert(
        _ name: String,
        _ severity: String,
        _ summary: String,
        state: AlertRule.State = .firing,
        secondsAgo: Double = 90,
        _ labels: [String: String] = [:]
    ) -> AlertRule.Alert {
        let own = ["alertname": name, "severity": severity, "channel": severity == "critical" ? "pagerduty" : "slack"]
        return AlertRule.Alert(
            state: state,
            labels: own.merging(labels) { _, new in new },
            annotations: ["summary": summary, "runbook_url": "runbooks/\(name.lowercased()).md"],
            activeAt: now.addingTimeInterval(-secondsAgo),
            value: "1.0417619705200196e+00"
        )
    }

    static func silence(_ rule: String, _ id: String = "1") -> Silence {
        Silence(
            id: id,
            state: .active,
            matchers: [.init(name: "alertname", value: rule)],
            startsAt: now.addingTimeInterval(-60),
            endsAt: now.addingTimeInterval(3540),
            author: "dev",
            comment: "loading test data"
        )
    }

    static let redisMemory = rule(
        "RedisMemory",
        "high",
        alerts: [alert("RedisMemory", "high", "Redis uses 104.2% of its memory", ["instance": "127.0.0.1:9121"])]
    )
    static let failedLogins = rule(
        "FailedLogins",
        "critical",
        alerts: [alert("FailedLogins", "critical", "14.2 failed logins in 15 minutes", secondsAgo: 30)]
    )

    static func alertReport(
        _ rules: [AlertRule],
        silences: [Silence] = [],
        notifications: [AlertNotification] = []
    ) -> AlertReport {
        let routed = rules.flatMap(\.alerts).filter { $0.state == .firing }.map { alert in
            RoutedAlert(labels: alert.labels, receivers: [alert.labels["channel"] ?? ""], silencedBy: [])
        }
        return AlertReport(
            rules: .known(rules),
            routing: .known(.init(alerts: routed, silences: silences)),
            notifications: .known(notifications)
        )
    }

    static let troubledAlerts = alertReport(
        [
            rule("ApiErrorRate", "critical"), redisMemory, failedLogins,
            rule("ApiLatency", "high", problem: "many-to-many matching not allowed"),
            rule(
                "DiskUsage",
                "high",
                alerts: [alert("DiskUsage", "high", "/data is 91% full", state: .pending, ["mountpoint": "/data"])]
            ),
            rule("CertificateExpiry", "medium"),
        ],
        silences: [silence("RedisMemory")],
        notifications: [
            AlertNotification(
                at: now.addingTimeInterval(-29),
                channel: "pagerduty",
                alert: "FailedLogins",
                severity: "critical",
                status: "firing",
                text: "FailedLogins (critical): 14.2 failed logins in 15 minutes",
                to: "local"
            )
        ]
    )
}

extension AppModel {
    mutating func tell(_ report: AlertReport) {
        _ = update(&self, .alerts(.report(report, of: Fixtures.alertServers)))
    }
}
