import ControlAPI
import Testing

@testable import Seeding

@Suite(.serialized, .enabled(if: StoreServer.isWanted(.redis)))
struct RedisStoreTests {
    /// One key of each type, one of them with a time to live.
    private func items(_ firm: SeedPlan.Firm) -> [RedisItem] {
        let prefix = firm.redisPrefix
        return [
            RedisItem(key: prefix + "text", value: .string("line\r\nbreak, and ü"), timeToLive: nil),
            RedisItem(key: prefix + "session", value: .hash(["user": "1", "": "empty"]), timeToLive: 3600),
            RedisItem(key: prefix + "list", value: .list(["b", "a", "b"]), timeToLive: nil),
            RedisItem(key: prefix + "set", value: .set(["b", "a"]), timeToLive: nil),
            RedisItem(key: prefix + "deadlines", value: .sortedSet(["a": 1_773_619_200, "b": -0.5]), timeToLive: nil),
            RedisItem(key: prefix + "empty", value: .string(""), timeToLive: nil),
        ]
    }

    private func sample() throws -> SamplePlan {
        let sample = try SamplePlan()
        for firm in sample.plan.firms { try sample.write(items(firm), .redis, of: firm) }
        return sample
    }

    @Test func filledFromEmptyAndThenAsSeeded() async throws {
        let store = RedisStore(address: try await StoreServer.shared(.redis).address)
        let sample = try sample()
        #expect(try await store.drift(of: sample.firm, in: sample.plan) == Drift(removed: 6))
        let before = try await store.restore(sample.firm, in: sample.plan) { _, _ in }
        #expect(before == Drift(removed: 6))
        #expect(try await store.drift(of: sample.firm, in: sample.plan) == .none)
        #expect(try await store.restore(sample.firm, in: sample.plan) { _, _ in } == .none)
    }

    @Test func differencesAreCountedByKindAndPutBackOthersStay() async throws {
        let address = try await StoreServer.shared(.redis).address
        let (store, link) = (RedisStore(address: address), try await RedisLink(address))
        let sample = try sample()
        try await sample.restore(in: store)
        let prefix = sample.firm.redisPrefix
        _ = try await link.run("SET", prefix + "own", "x")
        _ = try await link.run("RPUSH", prefix + "list", "more")
        _ = try await link.run("DEL", prefix + "set")
        // Of another type, which no command for the planned one can overwrite.
        _ = try await link.run("DEL", prefix + "deadlines")
        _ = try await link.run("SET", prefix + "deadlines", "x")
        // Expired.
        _ = try await link.run("PEXPIREAT", prefix + "session", "1")
        // Other firms' keys and others', one of which only looks like the firm's.
        _ = try await link.run("SET", sample.other.redisPrefix + "own", "x")
        _ = try await link.run("SET", "cpa:\(sample.firm.slug)", "x")

        let drift = Drift(added: 1, changed: 2, removed: 2)
        #expect(try await store.drift(of: sample.firm, in: sample.plan) == drift)
        #expect(try await store.restore(sample.firm, in: sample.plan) { _, _ in } == drift)
        #expect(try await store.drift(of: sample.firm, in: sample.plan) == .none)
        #expect(try await store.drift(of: sample.other, in: sample.plan) == Drift(added: 1))
        #expect(try await link.run("GET", "cpa:\(sample.firm.slug)").text == "x")
        guard case .integer(let seconds) = try await link.run("TTL", prefix + "session") else {
            Issue.record("TTL is no number")
            return
        }
        #expect((3500...3600).contains(seconds))
        #expect(try await link.run("TTL", prefix + "text") == .integer(-1))
    }

    @Test func signsOfPatternsInAPrefixMeanThemselves() async throws {
        let link = try await RedisLink(try await StoreServer.shared(.redis).address)
        let sample = try SamplePlan()
        let own = "\(sample.firm.slug)[a-c]*?\\:"
        for key in [own + "1", own + "2", "\(sample.firm.slug)bxx\\:3"] { _ = try await link.run("SET", key, "x") }
        let keys = try await link.keys(beginningWith: own)
        #expect(keys.map { String(decoding: $0, as: UTF8.self) } == [own + "1", own + "2"])
    }

    @Test func manyKeysAndLargeValuesGoInBatches() async throws {
        let store = RedisStore(address: try await StoreServer.shared(.redis).address)
        let sample = try SamplePlan()
        let large = String(repeating: "0123456789abcdef", count: 1 << 14)
        var items = (0..<3000).map { number in
            RedisItem(key: "\(sample.firm.redisPrefix)\(number)", value: .string("\(number)"), timeToLive: nil)
        }
        items += (0..<4).map {
            RedisItem(key: "\(sample.firm.redisPrefix)large-\($0)", value: .list([large, "\($0)"]), timeToLive: nil)
        }
        try sample.write(items, .redis, of: sample.firm)
        try await sample.restore(in: store)
        #expect(try await store.drift(of: sample.firm, in: sample.plan) == .none)
    }

    @Test func aSnapshotBringsTheWholeDatabaseBack() async throws {
        let address = try await StoreServer.shared(.redis).address
        let (store, link) = (RedisStore(address: address), try await RedisLink(address))
        let sample = try sample()
        try await sample.restore(in: store)
        let prefix = sample.firm.redisPrefix
        _ = try await link.run([[Array("SET".utf8), Array("\(prefix)bytes".utf8), [0, 0xFF, 13, 10]]])
        let folder = try sample.snapshotFolder()
        try await store.save(into: folder)

        _ = try await link.run("DEL", prefix + "text", prefix + "session")
        _ = try await link.run("SADD", prefix + "set", "c")
        _ = try await link.run("SET", "of-nobody-\(sample.firm.slug)", "x")
        try await store.restore(from: folder, keeping: nil)
        #expect(try await store.drift(of: sample.firm, in: sample.plan) == Drift(added: 1))
        #expect(try await link.run("GET", prefix + "bytes") == .bytes([0, 0xFF, 13, 10]))
        #expect(try await link.run("EXISTS", "of-nobody-\(sample.firm.slug)") == .integer(0))
        guard case .integer(let left) = try await link.run("TTL", prefix + "session") else { return }
        #expect(left > 3000)
    }
}
