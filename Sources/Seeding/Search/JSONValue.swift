import Foundations

/// A JSON value. Equality is semantic: the order of an object's members, white space, escapes, and `1.0` versus `1`
/// make no difference.
enum JSONValue: Hashable, Sendable {
    case null
    case bool(Bool)
    /// A number without a fraction that fits into 64 bits, in whatever notation.
    case integer(Int64)
    case number(Double)
    case text(String)
    case list([JSONValue])
    case object([String: JSONValue])

    /// Parses a JSON text. Fails if it is not JSON or nests arrays and objects more than 100 levels deep.
    init?(parsing bytes: some Collection<UInt8>) {
        let value = bytes.withContiguousStorageIfAvailable { JSONReader.read($0) }
        guard let value = value ?? Array(bytes).withUnsafeBufferPointer({ JSONReader.read($0) }) else { return nil }
        self = value
    }

    /// The member of that name; nil if it is missing or this is not an object.
    subscript(name: String) -> JSONValue? {
        if case .object(let members) = self { members[name] } else { nil }
    }

    var text: String? {
        if case .text(let text) = self { text } else { nil }
    }

    /// The elements of a list; empty if this is not a list.
    var elements: [JSONValue] {
        if case .list(let elements) = self { elements } else { [] }
    }

    /// Compact JSON with sorted members. Equal values yield the same text.
    var json: String {
        switch self {
        case .null: "null"
        case .bool(let value): "\(value)"
        case .integer(let value): "\(value)"
        case .number(let value): "\(value)"
        case .text(let text): Self.quoted(text)
        case .list(let elements): "[\(elements.map(\.json).joined(separator: ","))]"
        case .object(let members): "{\(members.sorted { $0.key < $1.key }.map(Self.member).joined(separator: ","))}"
        }
    }

    private static func member(_ name: String, _ value: JSONValue) -> String { "\(quoted(name)):\(value.json)" }

    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case ..<" ":
                quoted += "\\u" + UInt16(scalar.value).hexadecimal
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
