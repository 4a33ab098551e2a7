package import Alerting
package import ControlAPI

/// Where the screen gets alerts from. The caller of ``TerminalApp`` provides it.
package protocol AlertSource: Sendable {
    /// Asks the servers. One that fails concerns its part of the report alone.
    func report(_ servers: AlertServers) async -> AlertReport

    /// Silences all alerts of a rule. Returns why that failed; nil on success.
    func silence(_ rule: String, for length: SilenceLength, comment: String, _ servers: AlertServers) async -> String?

    /// Ends silences. Returns why that failed; nil on success.
    func endSilences(_ ids: [String], _ servers: AlertServers) async -> String?

    /// Reads a runbook.
    /// - Parameters:
    ///   - path: as in the rule: from the folder above the rules.
    ///   - directory: the project's.
    func runbook(_ path: String, in directory: String) async -> Runbook
}

/// The outcome of reading a runbook.
package enum Runbook: Hashable, Sendable {
    case text(String)
    /// It cannot be read, for this reason.
    case unavailable(String)
}

/// The servers that know of alerts. There are some only while Prometheus runs.
package struct AlertServers: Hashable, Sendable {
    /// The host and port of Prometheus.
    package let prometheus: String
    package let alertmanager: ServerPlace
    /// The stand-in for the receivers.
    package let notifications: ServerPlace

    package init(prometheus: String, alertmanager: ServerPlace, notifications: ServerPlace) {
        self.prometheus = prometheus
        self.alertmanager = alertmanager
        self.notifications = notifications
    }

    init?(_ stack: StackSnapshot) {
        guard let prometheus = stack.server(onPort: MonitoringPort.prometheus).address else { return nil }
        self.init(
            prometheus: prometheus,
            alertmanager: stack.server(onPort: MonitoringPort.alertmanager),
            notifications: stack.server(onPort: MonitoringPort.notifications)
        )
    }
}

/// What the screen wants of an ``AlertSource``.
enum AlertRequest: Hashable, Sendable {
    /// Reports from these servers until the next request of this kind; nil: none.
    case follow(AlertServers?)
    case silence(rule: String, SilenceLength, comment: String, AlertServers)
    case endSilences([String], rule: String, AlertServers)
    case showRunbook(String, directory: String)
}

/// The answer to an ``AlertRequest``.
enum AlertAnswer: Sendable {
    case report(AlertReport, of: AlertServers)
    /// A change of a silence ended, with what to say.
    case changed(StatusMessage)
}
