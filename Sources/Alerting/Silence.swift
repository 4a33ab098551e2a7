package import FoundationEssentials

/// A silence of Alertmanager: for a time, it notifies nobody of the alerts that match.
package struct Silence: Hashable, Sendable, Codable {
    package enum State: String, Hashable, Sendable, Codable {
        case expired
        case active
        /// Its time has not come.
        case pending
    }

    /// A condition on a label. Source: Alertmanager's documentation, Configuration, matcher.
    package struct Matcher: Hashable, Sendable, Codable {
        package var name: String
        package var value: String
        /// Whether the value is an anchored regular expression.
        package var isRegex: Bool
        /// Whether the label must match, rather than not match.
        package var isEqual: Bool

        package init(name: String, value: String, isRegex: Bool = false, isEqual: Bool = true) {
            self.name = name
            self.value = value
            self.isRegex = isRegex
            self.isEqual = isEqual
        }

        /// Whether labels satisfy the condition. A missing label counts as empty. An expression that only Alertmanager
        /// understands is not satisfied.
        package func matches(_ labels: [String: String]) -> Bool {
            let label = labels[name] ?? ""
            guard isRegex else { return (label == value) == isEqual }
            guard let expression = try? Regex(value) else { return false }
            return ((try? expression.wholeMatch(in: label)) != nil) == isEqual
        }
    }

    package var id: String
    package var state: State
    package var matchers: [Matcher]
    package var startsAt: Date
    package var endsAt: Date
    package var author: String
    package var comment: String

    package init(
        id: String,
        state: State,
        matchers: [Matcher],
        startsAt: Date,
        endsAt: Date,
        author: String,
        comment: String
    ) {
        self.id = id
        self.state = state
        self.matchers = matchers
        self.startsAt = startsAt
        self.endsAt = endsAt
        self.author = author
        self.comment = comment
    }

    /// Whether it silences alerts with these labels now.
    package func covers(_ labels: [String: String]) -> Bool {
        state == .active && matchers.allSatisfy { $0.matches(labels) }
    }

    /// Whether it silences this rule and nothing else, as those that cpadev makes.
    package func isOnly(for rule: String) -> Bool {
        matchers.contains(Matcher(name: "alertname", value: rule))
    }
}
