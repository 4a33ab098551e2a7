import Foundations

/// Parts of a Compose file as JSON, whose keys keep their order. `$` is escaped where Compose would interpolate.
enum ComposeText {
    static func object(_ pairs: [(String, String)]) -> String {
        "{\(pairs.map { "\(JSONText.quoted($0)): \($1)" }.joined(separator: ", "))}"
    }

    static func list(_ items: [String]) -> String { "[\(items.joined(separator: ", "))]" }

    static func text(_ text: String) -> String { JSONText.quoted(text.replacing("$", with: "$$")) }

    static func texts(_ texts: [String]) -> String { list(texts.map(text)) }
}
