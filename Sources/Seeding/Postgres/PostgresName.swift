/// Names and texts in SQL.
enum PostgresName {
    /// A name as SQL takes it, whatever is in it.
    static func quoted(_ name: String) -> String { "\"\(doubling("\"", in: name))\"" }

    /// A text as SQL takes it.
    static func literal(_ text: String) -> String {
        let doubled = doubling("'", in: text)
        return text.contains("\\") ? "E'\(doubling("\\", in: doubled))'" : "'\(doubled)'"
    }

    private static func doubling(_ mark: Character, in text: String) -> String {
        text.split(separator: mark, omittingEmptySubsequences: false).joined(separator: "\(mark)\(mark)")
    }
}
