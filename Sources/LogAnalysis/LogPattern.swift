/// A text to look for in lines, as a person wrote it. ``PatternMatcher`` looks for it.
public struct LogPattern: Sendable, Hashable, Codable {
    /// What the text is.
    public enum Kind: String, Sendable, Hashable, Codable {
        /// Just that text.
        case literal
        /// A regular expression as PCRE2 reads it.
        case regex
    }

    /// Whether capitals count.
    public enum Case: String, Sendable, Hashable, Codable {
        /// They do if there is one in the text.
        case smart
        case sensitive
        case insensitive
    }

    /// What to look for.
    public var text: String
    /// What the text is.
    public var kind: Kind
    /// Whether capitals count.
    public var `case`: Case

    /// A regular expression whose capitals count if there is one, unless said otherwise.
    public init(_ text: String, kind: Kind = .regex, case: Case = .smart) {
        self.text = text
        self.kind = kind
        self.case = `case`
    }
}
