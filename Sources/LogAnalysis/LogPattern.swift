/// A text to look for in lines, as a person wrote it. ``PatternMatcher`` looks for it.
package struct LogPattern: Sendable, Hashable, Codable {
    /// What the text is.
    package enum Kind: String, Sendable, Hashable, Codable {
        /// Just that text.
        case literal
        /// A regular expression as PCRE2 reads it.
        case regex
    }

    /// Whether capitals count.
    package enum Case: String, Sendable, Hashable, Codable {
        /// They do if there is one in the text.
        case smart
        case sensitive
        case insensitive
    }

    /// What to look for.
    package var text: String
    /// What the text is.
    package var kind: Kind
    /// Whether capitals count.
    package var `case`: Case

    /// A regular expression whose capitals count if there is one, unless said otherwise.
    package init(_ text: String, kind: Kind = .regex, case: Case = .smart) {
        self.text = text
        self.kind = kind
        self.case = `case`
    }
}
