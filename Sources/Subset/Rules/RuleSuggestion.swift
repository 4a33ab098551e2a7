/// Guesses a rule for a column from its name, its type and a value.
enum RuleSuggestion {
    private static let names: [(part: String, rule: String)] = [
        ("email", "email"), ("e_mail", "email"), ("phone", "phone"), ("mobile", "phone"), ("fax", "phone"),
        ("ssn", "ssn"), ("social_security", "ssn"), ("ein", "ein"), ("tin", "tin"), ("taxpayer", "tin"),
        ("file_name", "file_name"), ("filename", "file_name"), ("street", "street"), ("address", "street"),
        ("city", "city"), ("town", "city"), ("postal", "postal_code"), ("zip", "postal_code"), ("company", "company"),
        ("employer", "company"), ("slug", "slug"), ("url", "url"), ("website", "url"), ("note", "text"),
        ("body", "text"), ("comment", "text"), ("description", "text"), ("subject", "text"), ("title", "text"),
        ("message", "text"), ("name", "person"), ("contact", "person"), ("iban", "hash"), ("account", "hash"),
        ("token", "hash"), ("secret", "hash"), ("password", "hash"), ("number", "hash"), ("reference", "hash"),
    ]

    static func rule(for column: SubsetSchema.Column, sample: String?) -> String {
        if column.isDate { return "date" }
        if column.isNumber {
            let amounts = ["cents", "amount", "fee", "rate", "price", "total", "salary", "balance"]
            return amounts.contains { column.name.contains($0) } ? "amount" : "keep"
        }
        guard column.isText else { return "keep" }
        if column.type.hasPrefix("json") { return column.isNullable ? "null" : "{set: '{}'}" }
        if column.type.hasSuffix("[]") { return column.isNullable ? "null" : "{set: '{}'}" }
        if column.type == "bytea" { return column.isNullable ? "null" : "{set: ''}" }
        if let rule = sample.flatMap(content) { return rule }
        let parts = column.name.lowercased()
        let words = Set(parts.split(separator: "_").map(String.init))
        let found = names.first { $0.part.count > 3 ? parts.contains($0.part) : words.contains($0.part) }
        return found?.rule ?? "text"
    }

    /// Guesses from the form of a value.
    private static func content(_ value: String) -> String? {
        let shape = String(value.map { $0.isNumber ? "9" : $0.isLetter ? "a" : $0 })
        if value.contains("@"), value.contains("."), !value.contains(" ") { return "email" }
        if value.hasPrefix("https://") || value.hasPrefix("http://") { return "url" }
        return switch shape {
        case "999-99-9999": "ssn"
        case "99-9999999": "ein"
        case "(999) 999-9999", "999-999-9999", "+19999999999", "999.999.9999": "phone"
        default: nil
        }
    }
}
