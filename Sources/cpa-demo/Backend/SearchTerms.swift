/// The search words entered by a user.
struct SearchTerms: Equatable, Sendable {
    /// The words as typed, with normalized white space.
    let text: String
    /// The argument of `to_tsquery`, which matches every word as a prefix.
    let expression: String

    private static let lengthLimit = 200

    /// Fails if there are no words.
    init?(_ typed: String) {
        // Postgres does not allow NUL in text.
        let words = typed.prefix(Self.lengthLimit).split { $0.isWhitespace || $0 == "\0" }
        guard !words.isEmpty else { return nil }
        text = words.joined(separator: " ")
        expression = words.map { word in
            // Quoting keeps operators in a word from taking effect. Source: PostgreSQL 8.11.2, tsquery.
            let quoted = word.replacing("\\", with: "\\\\").replacing("'", with: "''")
            return "'\(quoted)':*"
        }
        .joined(separator: " & ")
    }
}
