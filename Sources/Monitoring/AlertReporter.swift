package import Alerting

/// Asks the servers of the monitoring about alerts, all at once.
package struct AlertReporter: Sendable {
    /// Where a server is, or why it cannot be asked.
    package enum Server: Hashable, Sendable {
        /// The host and port.
        case at(String)
        case unavailable(String, remedy: String?)
    }

    private let prometheus: Server
    private let alertmanager: Server
    private let notifications: Server

    package init(prometheus: Server, alertmanager: Server, notifications: Server) {
        self.prometheus = prometheus
        self.alertmanager = alertmanager
        self.notifications = notifications
    }

    package func report() async -> AlertReport {
        async let rules = Self.ask(prometheus) { address in
            let client = PrometheusClient(address: address)
            async let stored: Void = client.verifyStorage()
            let rules = try await client.alertRules()
            try await stored
            return rules
        }
        async let routing = Self.ask(alertmanager) { address in
            let client = AlertmanagerClient(address: address)
            return AlertReport.Routing(alerts: try await client.alerts(), silences: try await client.silences())
        }
        async let notified = Self.ask(notifications) { address in
            try await NotificationsClient(address: address).notifications()
        }
        return AlertReport(rules: await rules, routing: await routing, notifications: await notified)
    }

    private static func ask<Value: Hashable & Sendable>(
        _ server: Server,
        _ request: @Sendable (String) async throws -> Value
    ) async -> AlertReport.Answer<Value> {
        switch server {
        case .unavailable(let reason, let remedy): return .unavailable(reason, remedy: remedy)
        case .at(let address):
            do { return .known(try await request(address)) } catch {
                let known = error as? MonitoringError
                return .unavailable(known?.message ?? "\(error)", remedy: known?.remedy)
            }
        }
    }
}
