/// A search pattern for lines, as the user wrote it. ``PatternMatcher`` executes it.
package struct LogPattern: Sendable, Hashable, Codable {
    /// The kind of the text.
    package enum Kind: String, Sendable, Hashable, Codable {
        case literal
        /// A PCRE2 regular expression.
        case regex
    }

    /// Case sensitivity.
    package enum Case: String, Sendable, Hashable, Codable {
        /// Case-sensitive if the text contains a capital.
        case smart
        case sensitive
        case insensitive
    }

    package var text: String
    package var kind: Kind
    package var `case`: Case

    package init(_ text: String, kind: Kind = .regex, case: Case = .smart) {
        self.text = text
        self.kind = kind
        self.case = `case`
    }
}
