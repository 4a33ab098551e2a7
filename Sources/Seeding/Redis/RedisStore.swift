import ControlAPI
import FoundationEssentials

/// The Redis part of the seed: keys below each firm's prefix.
///
/// A key counts as changed if its bytes differ, if it has a time to live although the seed has none or vice versa, or
/// if its expiry time differs from the one it was written with. A key that has expired since it was written is not
/// drift.
struct RedisStore: SeedStore {
    let address: StoreEndpoints.Address
    /// Expiry times of keys written with a time to live: seconds since 1970, by key.
    let expiries: PersistentMemory<Double>

    /// - Parameter memory: the path of the cache file; nil keeps the cache in memory only.
    init(address: StoreEndpoints.Address, memory: String? = nil) {
        self.address = address
        expiries = PersistentMemory(memory)
    }

    var name: StoreName { .redis }

    /// Does nothing: all keys belong to a firm.
    func prepare(_ plan: SeedPlan) async throws {}

    func drift(of firm: SeedPlan.Firm, in plan: SeedPlan) async throws -> Drift {
        let link = try await RedisConnection(address)
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

    /// Makes a firm's keys match the planned ones in one transaction, so readers never see a mixed state.
    private func write(_ planned: [RedisItem], firm slug: String, keeping undo: UndoFolder?) async throws -> Drift {
        let link = try await RedisConnection(address)
        let difference = try await compare(SeedPlan.redisPrefix(of: slug), planned, link)
        let keys = difference.wrong.map { Array($0.key.utf8) } + difference.added
        try await keep(keys, firm: slug, drift: difference.drift, link, in: undo)
        let now = Date().timeIntervalSince1970
        let commands =
            difference.wrong.flatMap { Self.write($0, at: now) } + difference.added.map { [Array("UNLINK".utf8), $0] }
        try await link.transaction(commands, "to write a key of \(slug)")
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

    private func compare(_ prefix: String, _ planned: [RedisItem], _ link: RedisConnection) async throws -> Difference {
        let found = Set(try await link.keys(beginningWith: prefix))
        let keys = planned.map { Array($0.key.utf8) }
        let there = keys.filter(found.contains)
        let contents = Dictionary(zip(there, try await link.contents(of: there))) { $1 }
        let times = Dictionary(zip(there, try await link.run(there.map { ["PTTL".bytes, $0] }))) { $1 }
        let now = Date().timeIntervalSince1970
        let expiries = expiries.all
        var difference = Difference()
        for (item, key) in zip(planned, keys) {
            // A key may have expired since the keys were listed.
            guard found.contains(key), let time = times[key]?.number, time != -2 else {
                // If no planned key exists at all, the server lost its data, and expired keys count as removed as well.
                let isExpired = !there.isEmpty && expiries[item.key].map { $0 <= now } ?? false
                if !isExpired { difference.drift.removed += 1 }
                difference.wrong.append(item)
                continue
            }
            let hasSameExpiry = (time >= 0) == (item.timeToLive != nil)
            // A key without a recorded expiry was written by an earlier version of cpadev.
            let written = time < 0 ? nil : expiries[item.key]
            let moved = written.map { abs(($0 - now) * 1000 - Double(time)) } ?? 0
            if contents[key] == RedisContent(item.value), hasSameExpiry, moved <= Double(RedisDump.timeToLiveTolerance)
            {
                continue
            }
            difference.drift.changed += 1
            difference.wrong.append(item)
        }
        difference.added = found.subtracting(keys).sorted { $0.lexicographicallyPrecedes($1) }
        difference.drift.added = difference.added.count
        return difference
    }

    /// Returns the commands that write a key, replacing its current content.
    /// - Parameter now: the start of its time to live, in seconds since 1970.
    private static func write(_ item: RedisItem, at now: Double) -> [RedisConnection.Command] {
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

extension RedisConnection {
    /// Returns all keys with the given prefix, sorted.
    func keys(beginningWith prefix: String) async throws -> [[UInt8]] {
        // Escape characters that are special in glob patterns.
        let pattern = prefix.flatMap { "*?[]\\^-".contains($0) ? "\\\($0)" : "\($0)" } + "*"
        var cursor = "0"
        var keys: Set<[UInt8]> = []
        repeat {
            let reply = try await run("SCAN", cursor, "MATCH", String(pattern), "COUNT", "1000")
            guard reply.items.count == 2, let next = reply.items[0].text else {
                throw SeedingError(.garbled, "Redis sent an unexpected reply to SCAN")
            }
            cursor = next
            for case .bytes(let key) in reply.items[1].items { keys.insert(key) }
        } while cursor != "0"
        return keys.sorted { $0.lexicographicallyPrecedes($1) }
    }

    /// Returns the contents of keys in order; nil for a key that no longer exists or whose type the seed does not use.
    fileprivate func contents(of keys: [[UInt8]]) async throws -> [RedisContent?] {
        let types = try await run(keys.map { ["TYPE".bytes, $0] }).map { $0.text ?? "" }
        let commands = zip(keys, types).map { RedisContent.readCommand($0, type: $1) ?? ["PING".bytes] }
        return zip(types, try await run(commands)).map { RedisContent(type: $0, $1) }
    }
}

extension String {
    fileprivate var bytes: [UInt8] { Array(utf8) }
}
