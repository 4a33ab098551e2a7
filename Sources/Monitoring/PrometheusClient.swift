package import Alerting
import FoundationEssentials

/// A client of Prometheus. Source: its documentation, HTTP API, v1.
package struct PrometheusClient: Sendable {
    /// The host and port, such as `127.0.0.1:9090`.
    let address: String
    /// How long an answer may take.
    let limit: Duration

    package init(address: String, limit: Duration = .seconds(10)) {
        self.address = address
        self.limit = limit
    }

    /// Returns the alerting rules in the order of the files.
    package func alertRules() async throws(MonitoringError) -> [AlertRule] {
        try alertRules(in: try await MonitoringHTTP.get("http://\(address)/api/v1/rules?type=alert", of: "Prometheus"))
    }

    func alertRules(in body: Data) throws(MonitoringError) -> [AlertRule] {
        let data: RuleGroups = try value(in: body)
        return data.groups.flatMap(\.rules).map(AlertRule.init)
    }

    func get<Value: Decodable>(_ path: String) async throws(MonitoringError) -> Value {
        try value(in: try await MonitoringHTTP.get("http://\(address)\(path)", of: "Prometheus", within: limit))
    }

    private func value<Value: Decodable>(in body: Data) throws(MonitoringError) -> Value {
        guard let answer = try? MonitoringHTTP.decoder.decode(Answer<Value>.self, from: body) else {
            throw MonitoringError(
                .garbled,
                "what listens at \(address) does not respond as Prometheus",
                remedy: "see its log: cpadev logs prometheus"
            )
        }
        if let data = answer.data { return data }
        throw MonitoringError(.refused, "Prometheus at \(address): \(answer.error ?? "no reason given")")
    }
}

/// The frame of each answer.
private struct Answer<Value: Decodable>: Decodable {
    var data: Value?
    var error: String?
}

private struct RuleGroups: Decodable {
    struct Group: Decodable { var rules: [Rule] }

    struct Rule: Decodable {
        struct Alert: Decodable {
            var state: AlertRule.State
            var labels: [String: String]
            var annotations: [String: String]
            var activeAt: Date
            var value: String
        }

        var name: String
        var query: String
        var state: AlertRule.State
        var labels: [String: String]
        var annotations: [String: String]
        var lastError: String?
        var health: String?
        var alerts: [Alert]
    }

    var groups: [Group]
}

extension AlertRule {
    fileprivate init(_ rule: RuleGroups.Rule) {
        self.init(
            name: rule.name,
            state: rule.state,
            labels: rule.labels,
            annotations: rule.annotations,
            expression: rule.query,
            problem: rule.lastError,
            isEvaluated: rule.health != "unknown",
            alerts: rule.alerts.map {
                Alert(
                    state: $0.state,
                    labels: $0.labels,
                    annotations: $0.annotations,
                    activeAt: $0.activeAt,
                    value: $0.value
                )
            }
        )
    }
}
