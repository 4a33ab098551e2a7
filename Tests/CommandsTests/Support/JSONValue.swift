/// Any JSON, to be compared as data.
enum JSONValue: Hashable, Decodable {
    case null
    case boolean(Bool)
    case number(Double)
    case text(String)
    case list([JSONValue])
    case object([String: JSONValue])

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .boolean(value)
        } else if let value = try? container.decode(Double.self) {
            self = .number(value)
        } else if let value = try? container.decode(String.self) {
            self = .text(value)
        } else if let value = try? container.decode([JSONValue].self) {
            self = .list(value)
        } else {
            self = .object(try container.decode([String: JSONValue].self))
        }
    }

    /// The places at which this value is not the other, each with what stands there on both sides.
    func differences(from other: JSONValue, at path: String = "") -> [(path: String, text: String)] {
        switch (self, other) {
        case (.object(let left), .object(let right)):
            return Set(left.keys).union(right.keys).sorted().flatMap { key in
                let place = path.isEmpty ? key : "\(path).\(key)"
                guard let mine = left[key], let theirs = right[key] else {
                    return [(place, "\(left[key].debug) instead of \(right[key].debug)")]
                }
                return mine.differences(from: theirs, at: place)
            }
        case (.list(let left), .list(let right)) where left.count == right.count:
            return zip(left, right).enumerated().flatMap { index, pair in
                pair.0.differences(from: pair.1, at: "\(path)[\(index)]")
            }
        default: return self == other ? [] : [(path, "\(self) instead of \(other)")]
        }
    }
}

extension JSONValue? {
    fileprivate var debug: String { map { "\($0)" } ?? "nothing" }
}
