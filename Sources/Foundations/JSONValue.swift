/// A JSON value. Equality is semantic: the order of an object's members, white space, escapes, and `1.0` versus `1`
/// make no difference.
package enum JSONValue: Hashable, Sendable {
    case null
    case bool(Bool)
    /// A number without a fraction that fits into 64 bits, in whatever notation.
    case integer(Int64)
    case number(Double)
    case text(String)
    case list([JSONValue])
    case object([String: JSONValue])

    /// Parses a JSON text. Fails if it is not JSON or nests arrays and objects more than 100 levels deep.
    package init?(parsing bytes: some Collection<UInt8>) {
        let value = bytes.withContiguousStorageIfAvailable { JSONReader.read($0) }
        guard let value = value ?? Array(bytes).withUnsafeBufferPointer({ JSONReader.read($0) }) else { return nil }
        self = value
    }

    /// The member of that name; nil if it is missing or this is not an object.
    package subscript(name: String) -> JSONValue? {
        if case .object(let members) = self { members[name] } else { nil }
    }

    package var text: String? {
        if case .text(let text) = self { text } else { nil }
    }

    /// The elements of a list; empty if this is not a list.
    package var elements: [JSONValue] {
        if case .list(let elements) = self { elements } else { [] }
    }

    /// Parses a JSON text.
    /// - Returns: the value, or the offset of the byte that is not JSON.
    package static func read(_ bytes: some Collection<UInt8>) -> Result<JSONValue, JSONSyntaxError> {
        Array(bytes).withUnsafeBufferPointer { JSONReader.parse($0) }
    }

    package var number: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .number(let value): value
        default: nil
        }
    }

    package var bool: Bool? {
        if case .bool(let value) = self { value } else { nil }
    }

    /// The members of an object; empty if this is not an object.
    package var members: [String: JSONValue] {
        if case .object(let members) = self { members } else { [:] }
    }

    /// Compact JSON with sorted members. Equal values yield the same text.
    package var json: String {
        switch self {
        case .null: "null"
        case .bool(let value): "\(value)"
        case .integer(let value): "\(value)"
        case .number(let value): "\(value)"
        case .text(let text): JSONText.quoted(text)
        case .list(let elements): "[\(elements.map(\.json).joined(separator: ","))]"
        case .object(let members): "{\(members.sorted { $0.key < $1.key }.map(Self.member).joined(separator: ","))}"
        }
    }

    private static func member(_ name: String, _ value: JSONValue) -> String {
        "\(JSONText.quoted(name)):\(value.json)"
    }
}

/// Where a text is not JSON.
package struct JSONSyntaxError: Error {
    /// The offset in bytes.
    package var offset: Int
}
