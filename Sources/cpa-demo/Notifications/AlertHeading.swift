/// The title of an alert in a Slack message or an e-mail, as `compose/monitoring/alertmanager.yml` writes it:
/// `critical: ApiErrorRate`, and later `resolved: ApiErrorRate (critical)`.
struct AlertHeading: Equatable {
    static let unknownSeverity = "unknown"

    private static let severities: Set<String> = ["critical", "high", "medium", "low", "error", "warning", "info"]

    var alert: String
    var severity = Self.unknownSeverity
    var status = Notification.Status.firing

    /// A text of another form is the alert's name.
    init(_ text: String) {
        alert = text
        guard let colon = text.firstIndex(of: ":") else { return }
        let word = text[..<colon].lowercased()
        let rest = text[text.index(after: colon)...].drop { $0.isWhitespace }
        if word == Notification.Status.resolved.rawValue {
            status = .resolved
            let (name, severity) = Self.split(rest)
            alert = name
            self.severity = severity ?? Self.unknownSeverity
        } else if Self.severities.contains(word) {
            alert = String(rest)
            severity = word
        }
    }

    /// Splits `name (severity)`.
    private static func split(_ text: Substring) -> (name: String, severity: String?) {
        guard text.last == ")", let start = text.lastIndex(of: "(") else { return (String(text), nil) }
        let severity = text[text.index(after: start)...].dropLast().lowercased()
        guard severities.contains(severity) else { return (String(text), nil) }
        return (String(text[..<start].trimmed), severity)
    }
}
