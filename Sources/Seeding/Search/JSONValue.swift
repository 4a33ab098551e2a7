/// A JSON value. Two that mean the same are equal, however they are written: the order of an object's members, white
/// space, escapes, and `1.0` for `1` make no difference.
enum JSONValue: Hashable, Sendable {
    case null
    case bool(Bool)
    /// A number without a fraction that fits, however it was written.
    case integer(Int64)
    case number(Double)
    case text(String)
    case list([JSONValue])
    case object([String: JSONValue])

    /// The value of a JSON text; nil where it is none, or its arrays and objects are nested more than 100 deep.
    init?(parsing bytes: some Collection<UInt8>) {
        let value = bytes.withContiguousStorageIfAvailable { JSONReader.read($0) }
        guard let value = value ?? Array(bytes).withUnsafeBufferPointer({ JSONReader.read($0) }) else { return nil }
        self = value
    }

    /// A member of an object; nil where there is none, or this is no object.
    subscript(name: String) -> JSONValue? {
        if case .object(let members) = self { members[name] } else { nil }
    }

    var text: String? {
        if case .text(let text) = self { text } else { nil }
    }

    /// The elements of a list; none where this is no list.
    var elements: [JSONValue] {
        if case .list(let elements) = self { elements } else { [] }
    }

    /// As compact JSON with sorted members, the same for equal values.
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
                let digits = String(scalar.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
