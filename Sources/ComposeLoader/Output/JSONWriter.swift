import Foundations
import OrderedCollections
import YAMLTree

/// Writes a tree as JSON with sorted keys and an indentation of two spaces. Source: RFC 8259.
struct JSONWriter {
    private var output = ""

    static func text(of node: Node) -> String {
        var writer = JSONWriter()
        writer.write(node, indent: 0)
        return writer.output + "\n"
    }

    private mutating func write(_ node: Node, indent: Int) {
        switch node.value {
        case .scalar(let scalar): output += Self.scalar(scalar)
        case .sequence(let items):
            block("[", "]", items, indent) { writer, item in writer.write(item, indent: indent + 2) }
        case .mapping(let mapping):
            block("{", "}", mapping.entries.keys.sorted(), indent) { writer, key in
                writer.output += Self.quoted(key) + ": "
                if let entry = mapping[key] { writer.write(entry.value, indent: indent + 2) }
            }
        }
    }

    private mutating func block<Item>(
        _ open: String,
        _ close: String,
        _ items: [Item],
        _ indent: Int,
        _ body: (inout JSONWriter, Item) -> Void
    ) {
        guard !items.isEmpty else {
            output += open + close
            return
        }
        output += open
        for (index, item) in items.enumerated() {
            output += (index == 0 ? "\n" : ",\n") + String(repeating: " ", count: indent + 2)
            body(&self, item)
        }
        output += "\n" + String(repeating: " ", count: indent) + close
    }

    private static func scalar(_ scalar: Scalar) -> String {
        switch scalar.kind {
        case .null: "null"
        case .boolean: scalar.bool == true ? "true" : "false"
        case .integer: scalar.integer.map { String($0) } ?? quoted(scalar.text)
        // JSON has no infinity.
        case .float:
            scalar.unsigned.map { "\($0)" } ?? scalar.number.flatMap { $0.isFinite ? "\($0)" : nil }
                ?? quoted(scalar.text)
        case .string: quoted(scalar.text.escapingDollars)
        }
    }

    /// Returns the text in double quotes, escaped for both JSON and YAML.
    static func quoted(_ text: String) -> String {
        JSONText.quoted(text) { scalar in
            switch scalar {
            case "\u{7F}"..."\u{9F}", "\u{2028}", "\u{2029}", "\u{FEFF}": true
            default: false
            }
        }
    }
}
