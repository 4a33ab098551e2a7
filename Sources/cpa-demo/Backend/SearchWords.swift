/// What somebody typed to look for.
struct SearchWords: Equatable, Sendable {
    /// As it was typed, without blanks around it.
    let text: String
    /// For `to_tsquery`: every word must be there, or begin something that is.
    let expression: String

    private static let lengthLimit = 200

    /// nil where there is nothing to look for.
    init?(_ typed: String) {
        // Postgres' texts have no null character.
        let words = typed.prefix(Self.lengthLimit).split { $0.isWhitespace || $0 == "\0" }
        guard !words.isEmpty else { return nil }
        text = words.joined(separator: " ")
        expression = words.map { word in
            // Quoted, nothing in a word is an operator. Source: PostgreSQL 8.11.2, tsquery.
            let quoted = word.replacing("\\", with: "\\\\").replacing("'", with: "''")
            return "'\(quoted)':*"
        }
        .joined(separator: " & ")
    }
}
