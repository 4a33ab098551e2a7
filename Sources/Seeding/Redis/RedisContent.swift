/// What a key holds, to be compared byte by byte: texts that only look the same are different.
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

    /// The content that an answer to ``readCommand(_:type:)`` stands for; nil where there is none.
    init?(type: String, _ reply: RedisLink.Reply) {
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

    /// Reads a key of a type. Types that are not the seed's are never read: they differ from it anyway.
    static func readCommand(_ key: [UInt8], type: String) -> RedisLink.Command? {
        func command(_ words: String...) -> RedisLink.Command { words.map { $0.isEmpty ? key : Array($0.utf8) } }
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

extension RedisLink.Reply {
    var bytes: [UInt8]? {
        if case .bytes(let bytes) = self { bytes } else { nil }
    }

    var number: Int? {
        if case .integer(let number) = self { Int(number) } else { nil }
    }
}
