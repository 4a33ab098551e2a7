import ControlAPI
import FoundationEssentials

/// Redis' share of the seed: keys below each firm's prefix.
///
/// A key differs if its bytes do, or if it has a time to live and shall have none, or the other way round, or if it will
/// expire at another time than it was written with. A key that has outlived its time since it was written does not.
struct RedisStore: SeedStore {
    let address: StoreEndpoints.Address
    /// When keys expire that were written with a time to live: seconds since 1970, by key.
    let expiries: KeptMemory<Double>

    /// - Parameter memory: a file of the store's own; nil for a memory that lasts as long as the process.
    init(address: StoreEndpoints.Address, memory: String? = nil) {
        self.address = address
        expiries = KeptMemory(memory)
    }

    var name: StoreName { .redis }

    /// Nothing belongs to no firm.
    func prepare(_ plan: SeedPlan) async throws {}

    func drift(of firm: SeedPlan.Firm, in plan: SeedPlan) async throws -> Drift {
        let link = try await RedisLink(address)
        return try await compare(firm.redisPrefix, plan.items(.redis, of: firm), link).drift
    }

    func restore(
        _ firm: SeedPlan.Firm,
        in plan: SeedPlan,
        keeping undo: UndoFolder?,
        progress: @Sendable (_ done: Int, _ total: Int) -> Void
    ) async throws -> Drift {
        let planned: [RedisItem] = try plan.items(.redis, of: firm)
        progress(0, planned.count)
        let drift = try await write(planned, firm: firm.slug, keeping: undo)
        progress(planned.count, planned.count)
        return drift
    }

    func remove(firm slug: String, keeping undo: UndoFolder?) async throws -> Drift {
        try await write([], firm: slug, keeping: undo)
    }

    /// Makes a firm's keys the planned ones, all at once for all who read.
    private func write(_ planned: [RedisItem], firm slug: String, keeping undo: UndoFolder?) async throws -> Drift {
        let link = try await RedisLink(address)
        let difference = try await compare(SeedPlan.redisPrefix(of: slug), planned, link)
        let keys = difference.wrong.map { Array($0.key.utf8) } + difference.added
        try await keep(keys, firm: slug, drift: difference.drift, link, in: undo)
        let now = Date().timeIntervalSince1970
        let commands =
            difference.wrong.flatMap { Self.write($0, at: now) } + difference.added.map { [Array("UNLINK".utf8), $0] }
        try await link.transaction(commands, "a key of \(slug)")
        let written = difference.wrong.compactMap { item in item.timeToLive.map { (item.key, now + Double($0)) } }
        if !written.isEmpty { expiries.update { $0.merge(written) { $1 } } }
        return difference.drift
    }

    // MARK: Comparing

    private struct Difference {
        var wrong: [RedisItem] = []
        var added: [[UInt8]] = []
        var drift = Drift.none
    }

    private func compare(_ prefix: String, _ planned: [RedisItem], _ link: RedisLink) async throws -> Difference {
        let found = Set(try await link.keys(beginningWith: prefix))
        let keys = planned.map { Array($0.key.utf8) }
        let there = keys.filter(found.contains)
        let contents = Dictionary(zip(there, try await link.contents(of: there))) { $1 }
        let times = Dictionary(zip(there, try await link.run(there.map { ["PTTL".bytes, $0] }))) { $1 }
        let now = Date().timeIntervalSince1970
        let expiries = expiries.all
        var difference = Difference()
        for (item, key) in zip(planned, keys) {
            // A key may have gone since the keys were listed.
            guard found.contains(key), let time = times[key]?.number, time != -2 else {
                // A server that lost all of them lost those, too.
                let isExpired = !there.isEmpty && expiries[item.key].map { $0 <= now } ?? false
                if !isExpired { difference.drift.removed += 1 }
                difference.wrong.append(item)
                continue
            }
            let isSameLife = (time >= 0) == (item.timeToLive != nil)
            // Where nothing is known of it, an earlier version of cpadev wrote the key.
            let written = time < 0 ? nil : expiries[item.key]
            let moved = written.map { abs(($0 - now) * 1000 - Double(time)) } ?? 0
            if contents[key] == RedisContent(item.value), isSameLife, moved <= Double(RedisDump.slack) { continue }
            difference.drift.changed += 1
            difference.wrong.append(item)
        }
        difference.added = found.subtracting(keys).sorted { $0.lexicographicallyPrecedes($1) }
        difference.drift.added = difference.added.count
        return difference
    }

    /// The commands that write a key, whatever it holds.
    /// - Parameter now: seconds since 1970, from which its time to live counts.
    private static func write(_ item: RedisItem, at now: Double) -> [RedisLink.Command] {
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
        var commands = [["DEL", item.key], set]
        if let seconds = item.timeToLive {
            commands.append(["PEXPIREAT", item.key, String(Int((now + Double(seconds)) * 1000))])
        }
        return commands.map { $0.map(\.bytes) }
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

    /// What the keys hold, in their order; nil for one that is gone or of a type that the seed has none of.
    fileprivate func contents(of keys: [[UInt8]]) async throws -> [RedisContent?] {
        let types = try await run(keys.map { ["TYPE".bytes, $0] }).map { $0.text ?? "" }
        let commands = zip(keys, types).map { RedisContent.readCommand($0, type: $1) ?? ["PING".bytes] }
        return zip(types, try await run(commands)).map { RedisContent(type: $0, $1) }
    }
}

extension String {
    fileprivate var bytes: [UInt8] { Array(utf8) }
}
