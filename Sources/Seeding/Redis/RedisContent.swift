/// The content of a key. Comparison is byte by byte, so canonically equivalent strings differ.
enum RedisContent: Hashable, Sendable {
    case string([UInt8])
    case hash([[UInt8]: [UInt8]])
    case list([[UInt8]])
    case set(Set<[UInt8]>)
    case sortedSet([[UInt8]: Double])

    init(_ value: RedisItem.Value) {
        switch value {
        case .string(let text): self = .string(Array(text.utf8))
        case .hash(let fields):
            self = .hash(Dictionary(fields.map { (Array($0.key.utf8), Array($0.value.utf8)) }) { $1 })
        case .list(let items): self = .list(items.map { Array($0.utf8) })
        case .set(let members): self = .set(Set(members.map { Array($0.utf8) }))
        case .sortedSet(let members):
            self = .sortedSet(Dictionary(members.map { (Array($0.key.utf8), $0.value) }) { $1 })
        }
    }

    /// Reads the reply to ``readCommand(_:type:)``; nil if it has no content.
    init?(type: String, _ reply: RedisConnection.Reply) {
        let bytes = reply.items.compactMap(\.bytes)
        var pairs: [([UInt8], [UInt8])] {
            stride(from: 0, to: bytes.count - 1, by: 2).map { (bytes[$0], bytes[$0 + 1]) }
        }
        switch type {
        case "string":
            guard let bytes = reply.bytes else { return nil }
            self = .string(bytes)
        case "hash": self = .hash(Dictionary(pairs) { $1 })
        case "list": self = .list(bytes)
        case "set": self = .set(Set(bytes))
        case "zset":
            let scores = pairs.map { ($0, Double(String(decoding: $1, as: UTF8.self)) ?? .nan) }
            self = .sortedSet(Dictionary(scores) { $1 })
        default: return nil
        }
    }

    /// Returns the command that reads a key of the given type, or nil for types that the seed does not use. Such a key
    /// differs from the seed in any case.
    static func readCommand(_ key: [UInt8], type: String) -> RedisConnection.Command? {
        func command(_ words: String...) -> RedisConnection.Command { words.map { $0.isEmpty ? key : Array($0.utf8) } }
        return switch type {
        case "string": command("GET", "")
        case "hash": command("HGETALL", "")
        case "list": command("LRANGE", "", "0", "-1")
        case "set": command("SMEMBERS", "")
        case "zset": command("ZRANGE", "", "0", "-1", "WITHSCORES")
        default: nil
        }
    }
}

extension RedisConnection.Reply {
    var bytes: [UInt8]? {
        if case .bytes(let bytes) = self { bytes } else { nil }
    }

    var number: Int? {
        if case .integer(let number) = self { Int(number) } else { nil }
    }
}
