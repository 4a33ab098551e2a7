import FoundationEssentials

/// A message to those on call, as a receiver got it.
struct Notification: Codable, Equatable, Sendable {
    enum Channel: String, Codable, Sendable {
        case pagerduty, slack, email
    }

    enum Status: String, Codable, Sendable {
        case firing, resolved
    }

    /// When it arrived, in ISO 8601 and UTC.
    var at = Date.now.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    var channel: Channel
    /// The alert's name, or the first line of a message that is not an alert.
    var alert: String
    /// ``AlertHeading/unknownSeverity`` if the message has none.
    var severity: String
    var status: Status
    /// The message as people read it.
    var text: String
    /// PagerDuty's routing key, Slack's channel, or addresses.
    var to: String
}
