package import Alerting
import FoundationEssentials

/// A client of the service that replaces the receivers of notifications.
package struct NotificationsClient: Sendable {
    /// The host and port, such as `127.0.0.1:8026`.
    let address: String

    package init(address: String) { self.address = address }

    /// Returns the newest notifications, newest last.
    package func notifications() async throws(MonitoringError) -> [AlertNotification] {
        try notifications(
            in: try await MonitoringHTTP.get("http://\(address)/notifications", of: "the receivers' stand-in")
        )
    }

    func notifications(in body: Data) throws(MonitoringError) -> [AlertNotification] {
        guard let all = try? MonitoringHTTP.decoder.decode([AlertNotification].self, from: body) else {
            throw MonitoringError(
                .garbled,
                "what listens at \(address) is not the receivers' stand-in",
                remedy: "see its log: cpadev logs notifications"
            )
        }
        return all
    }
}
