/// Quoting of identifiers and literals in SQL.
enum PostgresName {
    /// Returns a quoted identifier.
    static func quoted(_ name: String) -> String { "\"\(doubling("\"", in: name))\"" }

    /// Returns a quoted literal.
    static func literal(_ text: String) -> String {
        let doubled = doubling("'", in: text)
        return text.contains("\\") ? "E'\(doubling("\\", in: doubled))'" : "'\(doubled)'"
    }

    private static func doubling(_ mark: Character, in text: String) -> String {
        text.split(separator: mark, omittingEmptySubsequences: false).joined(separator: "\(mark)\(mark)")
    }
}
