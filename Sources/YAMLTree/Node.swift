package import Diagnostics
import OrderedCollections

/// A YAML node that keeps its source location through interpolation and merge.
package struct Node: Hashable, Sendable {
    package enum Value: Hashable, Sendable {
        case scalar(Scalar)
        case sequence([Node])
        case mapping(Mapping)
    }

    /// The tags by which an override file controls the merge. Source: Compose Specification, Merge.
    package enum Directive: Hashable, Sendable {
        case none
        /// `!reset`: remove the attribute.
        case reset
        /// `!override`: replace instead of merging.
        case override
    }

    package var value: Value
    package var location: SourceLocation
    /// The number of characters to underline in diagnostics.
    package var length: Int = 1
    package var directive: Directive = .none

    package init(value: Value, location: SourceLocation, length: Int = 1, directive: Directive = .none) {
        self.value = value
        self.location = location
        self.length = length
        self.directive = directive
    }

    package static func text(_ text: String, at place: some Placed) -> Node {
        Node(value: .scalar(Scalar(text: text, style: .quoted)), location: place.location, length: place.length)
    }

    package static func plain(_ text: String, at place: some Placed) -> Node {
        Node(value: .scalar(Scalar(text: text, style: .plain)), location: place.location, length: place.length)
    }

    /// Returns a placeholder for a value that was reported as invalid, so that it is not also reported as missing.
    package static func broken(at node: Node) -> Node {
        Node(value: .scalar(Scalar(text: "", style: .broken)), location: node.location, length: node.length)
    }

    package static func null(at node: Node) -> Node { plain("null", at: node) }

    package static func list(_ items: [Node], at node: Node) -> Node {
        Node(value: .sequence(items), location: node.location, length: node.length, directive: node.directive)
    }

    package static func map(_ mapping: Mapping, at node: Node) -> Node {
        Node(value: .mapping(mapping), location: node.location, length: node.length, directive: node.directive)
    }
}

// MARK: Accessors

extension Node {
    package var scalar: Scalar? {
        if case .scalar(let scalar) = value { scalar } else { nil }
    }

    /// The items of a list. Setting them keeps location and directive; setting nil has no effect.
    package var items: [Node]? {
        get { if case .sequence(let items) = value { items } else { nil } }
        set { if let newValue { value = .sequence(newValue) } }
    }

    /// The entries of a mapping. Setting them keeps location and directive; setting nil has no effect.
    package var mapping: Mapping? {
        get { if case .mapping(let mapping) = value { mapping } else { nil } }
        set { if let newValue { value = .mapping(newValue) } }
    }

    package var isNull: Bool { scalar?.kind == .null }
    package var isBroken: Bool { scalar?.style == .broken }

    /// The text of a scalar that is neither null nor broken.
    package var string: String? {
        guard let scalar, scalar.kind != .null, scalar.style != .broken else { return nil }
        return scalar.text
    }

    package var bool: Bool? { scalar?.bool }
    package var integer: Int64? { scalar?.integer }

    /// The value of a key; nil if the key is missing or its value is null.
    ///
    /// Setting a value keeps the location of a known key, and gives a new one the value's. Setting nil removes the key.
    package subscript(key: String) -> Node? {
        get {
            guard let node = mapping?[key]?.value, !node.isNull else { return nil }
            return node
        }
        set {
            if let newValue, mapping?[key] == nil {
                mapping?.set(key, newValue)
            } else if let newValue {
                mapping?[key]?.value = newValue
            } else {
                mapping?[key] = nil
            }
        }
    }

    /// The strings of the list. A single scalar counts as a list of one.
    package var strings: [String] { items?.compactMap(\.string) ?? string.map { [$0] } ?? [] }
}
