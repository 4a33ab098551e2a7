import FoundationEssentials
import Foundations

/// An event as PagerDuty receives it. Source: PagerDuty, "Send an Alert Event", Events API v2.
struct PagerDutyEvent {
    /// Why an event is refused.
    struct Refusal: Error, Equatable {
        var errors: [String]
    }

    private static let severities: Set<String> = ["critical", "error", "warning", "info"]
    private static let summaryLimit = 1024
    private static let keyLimit = 255
    /// The length of a real routing key, which is a secret.
    private static let routingKeyLength = 32

    /// Identifies the incident. PagerDuty chooses one for an event without.
    let dedupKey: String
    let notification: Notification

    /// Parses the JSON of an event.
    /// - Throws: ``Refusal`` with all errors that are found.
    init(parsing body: some Collection<UInt8>) throws(Refusal) {
        guard let event = JSONValue(parsing: body), case .object = event else {
            throw Refusal(errors: ["the request body is not a JSON object"])
        }
        let errors = Self.errors(of: event)
        guard errors.isEmpty else { throw Refusal(errors: errors) }
        let payload = event["payload"]
        let details = payload?["custom_details"]
        dedupKey = event["dedup_key"]?.text ?? UUID().uuidString.lowercased().filter { $0 != "-" }
        notification = Notification(
            channel: .pagerduty,
            alert: payload?["class"]?.text ?? payload?["summary"]?.text ?? dedupKey,
            severity: details?["severity"]?.text ?? payload?["severity"]?.text ?? AlertHeading.unknownSeverity,
            status: event["event_action"]?.text == "resolve" ? .resolved : .firing,
            text: Self.text(payload?["summary"]?.text, details),
            to: Self.shown(event["routing_key"]?.text ?? "")
        )
    }

    private static func errors(of event: JSONValue) -> [String] {
        var errors: [String] = []
        func require(_ name: String, of object: JSONValue, in path: String = "", upTo limit: Int = .max) {
            let text = object[name]?.text ?? ""
            if text.isEmpty { errors.append("'\(path)\(name)' is missing or blank") }
            if text.count > limit { errors.append("'\(path)\(name)' is longer than \(limit) characters") }
        }
        require("routing_key", of: event)
        let action = event["event_action"]?.text ?? ""
        switch action {
        case "trigger":
            guard let payload = event["payload"], case .object = payload else {
                errors.append("'payload' is missing or blank")
                break
            }
            require("summary", of: payload, in: "payload.", upTo: summaryLimit)
            require("source", of: payload, in: "payload.")
            if !severities.contains(payload["severity"]?.text ?? "") {
                errors.append("'payload.severity' is invalid (must be one of: critical, error, warning, info)")
            }
        case "acknowledge", "resolve": require("dedup_key", of: event)
        default: errors.append("'event_action' is invalid (must be one of: trigger, acknowledge, resolve)")
        }
        if let key = event["dedup_key"], (key.text?.count ?? .max) > keyLimit {
            errors.append("'dedup_key' is not a text of \(keyLimit) characters at most")
        }
        return errors
    }

    /// The summary, and each detail on a line. Alertmanager also sends empty ones.
    private static func text(_ summary: String?, _ details: JSONValue?) -> String {
        let lines = (details?.members ?? [:]).sorted { $0.key < $1.key }.compactMap { name, value in
            let text = (value.text ?? value.json).trimmed
            return text.isEmpty ? nil : "\(name): \(text)"
        }
        return ([summary].compactMap { $0 } + lines).joined(separator: "\n")
    }

    /// Hides all but the end of a key that may be real.
    private static func shown(_ key: String) -> String {
        key.count < routingKeyLength ? key : "…\(key.suffix(4))"
    }
}
