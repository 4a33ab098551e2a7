import Foundations
import OrderedCollections
package import YAMLTree

extension Node {
    /// The node as JSON, which every YAML parser reads. Keys keep their order.
    package var json: String {
        switch value {
        case .scalar(let scalar): Self.json(scalar)
        case .sequence(let items): "[\(items.map(\.json).joined(separator: ","))]"
        case .mapping(let mapping):
            "{\(mapping.entries.map { "\(JSONText.quoted($0)):\($1.value.json)" }.joined(separator: ","))}"
        }
    }

    private static func json(_ scalar: Scalar) -> String {
        switch scalar.kind {
        case .null: "null"
        case .boolean: scalar.text.lowercased()
        // In the notation of the file: 1.10 is a version in many matrices, and so is 010.
        case .integer where JSONValue(parsing: Array(scalar.text.utf8)) != nil: scalar.text
        case .float where JSONValue(parsing: Array(scalar.text.utf8)) != nil: scalar.text
        case .integer, .float, .string: JSONText.quoted(scalar.text)
        }
    }

    /// Returns the node with another text in each scalar that is a string.
    package func mappingTexts(_ change: (String) -> String) -> Node {
        var node = self
        switch value {
        case .scalar(var scalar):
            guard scalar.kind == .string else { return self }
            scalar.text = change(scalar.text)
            scalar.textOffset = nil
            node.value = .scalar(scalar)
        case .sequence(let items): node.value = .sequence(items.map { $0.mappingTexts(change) })
        case .mapping(var mapping):
            for (key, entry) in mapping.entries { mapping[key]?.value = entry.value.mappingTexts(change) }
            node.value = .mapping(mapping)
        }
        return node
    }

    /// Makes a mapping at this node's place.
    package func making(_ pairs: [(String, Node)]) -> Node { .map(Mapping(pairs), at: self) }

    package func text(_ text: String) -> Node { .text(text, at: self) }
}
