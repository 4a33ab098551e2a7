package import FoundationEssentials

/// A message to those on call, as the stand-in for the receivers got it.
package struct AlertNotification: Hashable, Sendable, Codable {
    package var at: Date
    /// The kind of receiver: `pagerduty`, `slack` or `email`.
    package var channel: String
    /// The name of the rule.
    package var alert: String
    package var severity: String
    /// `firing` or `resolved`
    package var status: String
    /// The message as people read it.
    package var text: String
    /// PagerDuty's routing key, Slack's channel, or addresses.
    package var to: String

    package init(
        at: Date,
        channel: String,
        alert: String,
        severity: String,
        status: String,
        text: String,
        to: String
    ) {
        self.at = at
        self.channel = channel
        self.alert = alert
        self.severity = severity
        self.status = status
        self.text = text
        self.to = to
    }
}
