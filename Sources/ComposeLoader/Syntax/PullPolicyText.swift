import ComposeModel

/// The values of `pull_policy`. Source: Compose Specification, services, `pull_policy`.
enum PullPolicyText {
    static let names = [
        "always", "never", "missing", "if_not_present", "build", "refresh", "daily", "weekly", "every_12h",
    ]

    static func parse(_ text: String) -> PullPolicy? {
        switch text {
        case "always": return .always
        case "never": return .never
        case "missing", "if_not_present": return .missing
        case "build": return .build
        // `pull_refresh_after` sets the duration.
        case "refresh": return .refresh(after: .zero)
        case "daily": return .refresh(after: .seconds(86_400))
        case "weekly": return .refresh(after: .seconds(7 * 86_400))
        default:
            guard text.hasPrefix("every_") else { return nil }
            return DurationText.parse(String(text.dropFirst("every_".count))).map { .refresh(after: $0) }
        }
    }
}
