/// Quoting of identifiers and literals in SQL.
enum SQLName {
    static func quoted(_ name: String) -> String { "\"\(name.replacing("\"", with: "\"\""))\"" }

    /// Returns a literal. The session reads backslashes as they are.
    static func literal(_ text: String) -> String { "'\(text.replacing("'", with: "''"))'" }
}
