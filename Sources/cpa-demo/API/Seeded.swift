/// A response that depends on the seed data: `{"seeded":true,…}` with the fields of the value, or
/// `{"seeded":false,"note":"…"}`.
enum Seeded<Value: Codable & Sendable>: Sendable {
    case yes(Value)
    /// There is no data yet, for the given reason. This is not an error, because every stack starts without seed data.
    case no(note: String)
}

extension Seeded: Codable {
    private enum Key: String, CodingKey {
        case seeded
        case note
    }

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: Key.self)
        if try fields.decode(Bool.self, forKey: .seeded) {
            self = .yes(try Value(from: decoder))
        } else {
            self = .no(note: try fields.decode(String.self, forKey: .note))
        }
    }

    func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: Key.self)
        switch self {
        case .yes(let value):
            try fields.encode(true, forKey: .seeded)
            try value.encode(to: encoder)
        case .no(let note):
            try fields.encode(false, forKey: .seeded)
            try fields.encode(note, forKey: .note)
        }
    }
}
