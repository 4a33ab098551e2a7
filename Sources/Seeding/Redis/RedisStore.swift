import ControlAPI

/// Redis' share of the seed: keys below each firm's prefix.
struct RedisStore: SeedStore {
    let address: StoreEndpoints.Address

    var name: StoreName { .redis }

    /// Nothing belongs to no firm.
    func prepare(_ plan: SeedPlan) async throws {}

    func drift(of firm: SeedPlan.Firm, in plan: SeedPlan) async throws -> Drift {
        let link = try await RedisLink(address)
        return try await compare(firm, plan, link).drift
    }

    func restore(
        _ firm: SeedPlan.Firm,
        in plan: SeedPlan,
        progress: @Sendable (_ done: Int, _ total: Int) -> Void
    ) async throws -> Drift {
        let link = try await RedisLink(address)
        let difference = try await compare(firm, plan, link)
        let commands = difference.wrong.flatMap(Self.write) + difference.added.map { [Array("UNLINK".utf8), $0] }
        progress(0, difference.total)
        for case .error(let message) in try await link.run(commands) {
            throw SeedingError(.refused, "Redis refused a key of \(firm.slug): \(message)")
        }
        progress(difference.total, difference.total)
        return difference.drift
    }

    // MARK: Comparing

    private struct Difference {
        var wrong: [RedisItem] = []
        var added: [[UInt8]] = []
        var drift = Drift.none
        var total = 0
    }

    private func compare(_ firm: SeedPlan.Firm, _ plan: SeedPlan, _ link: RedisLink) async throws -> Difference {
        let planned: [RedisItem] = try plan.items(.redis, of: firm)
        let found = try await link.keys(beginningWith: firm.redisPrefix)
        let values = try await link.values(of: found)
        var difference = Difference()
        difference.total = planned.count
        var rest = Dictionary(uniqueKeysWithValues: zip(found, values))
        for item in planned {
            switch rest.removeValue(forKey: Array(item.key.utf8)) {
            case .none:
                difference.drift.removed += 1
                difference.wrong.append(item)
            case .some(item.value): break
            case .some:
                difference.drift.changed += 1
                difference.wrong.append(item)
            }
        }
        difference.added = rest.keys.sorted { $0.lexicographicallyPrecedes($1) }
        difference.drift.added = difference.added.count
        return difference
    }

    /// The commands that write a key, whatever it holds, at once for all who read.
    private static func write(_ item: RedisItem) -> [RedisLink.Command] {
        var set: [String]
        switch item.value {
        case .string(let text): set = ["SET", item.key, text]
        case .hash(let fields):
            set = ["HSET", item.key] + fields.sorted { $0.key < $1.key }.flatMap { [$0.key, $0.value] }
        case .list(let items): set = ["RPUSH", item.key] + items
        case .set(let members): set = ["SADD", item.key] + members.sorted()
        case .sortedSet(let members):
            set = ["ZADD", item.key] + members.sorted { $0.key < $1.key }.flatMap { [String($0.value), $0.key] }
        }
        var commands = [["MULTI"], ["DEL", item.key], set]
        if let seconds = item.timeToLive { commands.append(["EXPIRE", item.key, String(seconds)]) }
        commands.append(["EXEC"])
        return commands.map { $0.map { Array($0.utf8) } }
    }
}

extension RedisLink {
    /// All keys that begin with a text.
    func keys(beginningWith prefix: String) async throws -> [[UInt8]] {
        // What means something in a pattern is taken literally.
        let pattern = prefix.flatMap { "*?[]\\^-".contains($0) ? "\\\($0)" : "\($0)" } + "*"
        var cursor = "0"
        var keys: Set<[UInt8]> = []
        repeat {
            let reply = try await run("SCAN", cursor, "MATCH", String(pattern), "COUNT", "1000")
            guard reply.items.count == 2, let next = reply.items[0].text else {
                throw SeedingError(.garbled, "Redis answered SCAN with something else")
            }
            cursor = next
            for case .bytes(let key) in reply.items[1].items { keys.insert(key) }
        } while cursor != "0"
        return keys.sorted { $0.lexicographicallyPrecedes($1) }
    }

    /// The keys' values, in their order; nil for one that is gone or of another type.
    func values(of keys: [[UInt8]]) async throws -> [RedisItem.Value?] {
        let types = try await run(keys.map { [Array("TYPE".utf8), $0] })
        let commands = zip(keys, types).map { key, type -> Command in
            switch type.text {
            case "hash": [Array("HGETALL".utf8), key]
            case "list": [Array("LRANGE".utf8), key, Array("0".utf8), Array("-1".utf8)]
            case "set": [Array("SMEMBERS".utf8), key]
            case "zset": [Array("ZRANGE".utf8), key, Array("0".utf8), Array("-1".utf8), Array("WITHSCORES".utf8)]
            default: [Array("GET".utf8), key]
            }
        }
        return zip(types, try await run(commands)).map { RedisItem.Value(type: $0.text ?? "", $1) }
    }
}

extension RedisItem.Value {
    /// The value that an answer to a reading command stands for.
    fileprivate init?(type: String, _ reply: RedisLink.Reply) {
        let texts = reply.items.compactMap(\.text)
        var pairs: [(String, String)] {
            stride(from: 0, to: texts.count - 1, by: 2).map { (texts[$0], texts[$0 + 1]) }
        }
        switch type {
        case "string":
            guard let text = reply.text else { return nil }
            self = .string(text)
        case "hash": self = .hash(Dictionary(pairs) { $1 })
        case "list": self = .list(texts)
        case "set": self = .set(Set(texts))
        case "zset": self = .sortedSet(Dictionary(pairs.map { ($0, Double($1) ?? .nan) }) { $1 })
        default: return nil
        }
    }
}
