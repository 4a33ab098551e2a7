import Foundations

/// A message to a Slack channel. Source: Slack, "Sending messages using incoming webhooks" and "Legacy secondary
/// message attachments".
struct SlackMessage {
    let notification: Notification

    /// Parses the body of a webhook's request: JSON, or a form with JSON in `payload`.
    /// - Throws: The error in Slack's words.
    init(parsing body: some Collection<UInt8>) throws(Problem) {
        let text = String(decoding: body, as: UTF8.self)
        let json = text.hasPrefix("payload=") ? FormQuery(text)["payload"] ?? "" : text
        guard let message = JSONValue(parsing: json.utf8), case .object = message else {
            throw Problem(message: "invalid_payload")
        }
        let attachments = message["attachments"]?.elements ?? []
        let parts = Self.texts(message, ["text"]) + attachments.flatMap(Self.parts)
        guard let first = parts.first else { throw Problem(message: "no_text") }
        let heading = AlertHeading(first.split(whereSeparator: \.isNewline).first.map { String($0.trimmed) } ?? "")
        notification = Notification(
            channel: .slack,
            alert: heading.alert,
            severity: heading.severity,
            status: heading.status,
            text: parts.joined(separator: "\n"),
            to: message["channel"]?.text ?? "the webhook's channel"
        )
    }

    /// What Slack shows of an attachment. The fallback is for clients that show no attachments.
    private static func parts(of attachment: JSONValue) -> [String] {
        let fields = attachment["fields"]?.elements.map { field in
            texts(field, ["title", "value"]).joined(separator: ": ")
        }
        let parts = texts(attachment, ["pretext", "title", "text"]) + (fields ?? []).filter { !$0.isEmpty }
        return parts.isEmpty ? texts(attachment, ["fallback"]) : parts
    }

    private static func texts(_ object: JSONValue, _ names: [String]) -> [String] {
        names.compactMap { object[$0]?.text?.trimmed }.filter { !$0.isEmpty }
    }
}
