import ControlAPI
import Foundation
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
        let (store, link) = (RedisStore(address: address), try await RedisConnection(address))
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
        let link = try await RedisConnection(try await StoreServer.shared(.redis).address)
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
        let (store, link) = (RedisStore(address: address), try await RedisConnection(address))
        let sample = try sample()
        try await sample.restore(in: store)
        let prefix = sample.firm.redisPrefix
        _ = try await link.run([[Array("SET".utf8), Array("\(prefix)bytes".utf8), [0, 0xFF, 13, 10]]])
        let folder = try sample.snapshotFolder()
        try await store.save(into: folder)

        _ = try await link.run("DEL", prefix + "text", prefix + "session")
        _ = try await link.run("SADD", prefix + "set", "c")
        _ = try await link.run("SET", "of-nobody-\(sample.firm.slug)", "x")
        let undo = try sample.undoFolder()
        try await store.restore(from: folder, keeping: undo)
        #expect(try await store.drift(of: sample.firm, in: sample.plan) == Drift(added: 1))
        #expect(try await link.run("GET", prefix + "bytes") == .bytes([0, 0xFF, 13, 10]))
        #expect(try await link.run("EXISTS", "of-nobody-\(sample.firm.slug)") == .integer(0))
        guard case .integer(let left) = try await link.run("TTL", prefix + "session") else { return }
        #expect(left > 3000)
        _ = try await store.putBack(from: undo, keeping: nil) { _, _ in }
        #expect(try await link.run("GET", "of-nobody-\(sample.firm.slug)").text == "x")
        #expect(try await link.run("SISMEMBER", prefix + "set", "c") == .integer(1))
    }

    @Test func aTimeToLiveThatWasChangedIsPutBackAndTakenBack() async throws {
        let address = try await StoreServer.shared(.redis).address
        let (store, link) = (RedisStore(address: address), try await RedisConnection(address))
        let sample = try sample()
        try await sample.restore(in: store)
        let key = sample.firm.redisPrefix + "session"
        _ = try await link.run("EXPIRE", key, "600")
        let undo = try sample.undoFolder()
        let drift = try await store.restore(sample.firm, in: sample.plan, keeping: undo) { _, _ in }
        #expect(drift == Drift(changed: 1))
        #expect(try await link.run("TTL", key) == .integer(3600))
        #expect(try await store.drift(of: sample.firm, in: sample.plan) == .none)
        _ = try await store.putBack(from: undo, keeping: nil) { _, _ in }
        #expect(try await link.run("TTL", key).number.map { (590...600).contains($0) } == true)
        #expect(try await store.drift(of: sample.firm, in: sample.plan) == Drift(changed: 1))
    }

    @Test func aSnapshotOfUnchangedKeysIsAsSeededWheneverItIsRestored() async throws {
        let address = try await StoreServer.shared(.redis).address
        let sample = try sample()
        let memory = try sample.snapshotFolder() + "/redis.json"
        let (store, link) = (RedisStore(address: address, memory: memory), try await RedisConnection(address))
        try await sample.restore(in: store)
        let key = sample.firm.redisPrefix + "session"
        // An hour of which half has passed.
        try JSONEncoder().encode([key: Date().timeIntervalSince1970 + 1800]).write(to: URL(filePath: memory))
        _ = try await link.run("EXPIRE", key, "1800")
        let later = RedisStore(address: address, memory: memory)
        let folder = try sample.snapshotFolder()
        try await later.save(into: folder)
        try await sample.restore(in: later)
        _ = try await link.run("DEL", key)
        _ = try await later.restore(sample.firm, in: sample.plan, keeping: nil) { _, _ in }
        #expect(try await link.run("TTL", key) == .integer(3600))
        try await later.restore(from: folder, keeping: nil)
        #expect(try await link.run("TTL", key).number.map { (1790...1800).contains($0) } == true)
        #expect(try await later.drift(of: sample.firm, in: sample.plan) == .none)
    }

    @Test func passingTimeIsNoDifference() {
        let dump = RedisDump(key: [1], state: .init(timeToLive: 60_000, dump: [2]))
        #expect(dump.drift(from: .init(timeToLive: 30_000, dump: [2]), age: 30_000) == .none)
        #expect(dump.drift(from: .init(timeToLive: 30_000, dump: [2]), age: 0) == Drift(changed: 1))
        #expect(dump.drift(from: .init(timeToLive: 90_000, dump: [2]), age: 0) == Drift(changed: 1))
        #expect(dump.drift(from: .init(timeToLive: 0, dump: [2]), age: 0) == Drift(changed: 1))
    }

    @Test func aTimeToLiveThatWasGivenOrTakenAwayIsPutBack() async throws {
        let address = try await StoreServer.shared(.redis).address
        let (store, link) = (RedisStore(address: address), try await RedisConnection(address))
        let sample = try sample()
        try await sample.restore(in: store)
        let prefix = sample.firm.redisPrefix
        _ = try await link.run("EXPIRE", prefix + "text", "600")
        _ = try await link.run("PERSIST", prefix + "session")
        #expect(try await store.drift(of: sample.firm, in: sample.plan) == Drift(changed: 2))
        #expect(try await store.restore(sample.firm, in: sample.plan) { _, _ in } == Drift(changed: 2))
        #expect(try await link.run("TTL", prefix + "text") == .integer(-1))
        #expect(try await link.run("TTL", prefix + "session") == .integer(3600))
    }

    @Test func aKeyThatOutlivedItsTimeIsNoDifferenceAndComesBack() async throws {
        let address = try await StoreServer.shared(.redis).address
        let sample = try sample()
        let prefix = sample.firm.redisPrefix
        let memory = try sample.snapshotFolder() + "/redis.json"
        try await sample.restore(in: RedisStore(address: address, memory: memory))
        let written = try JSONDecoder().decode([String: Double].self, from: Data(contentsOf: URL(filePath: memory)))
        #expect(written[prefix + "session"].map { $0 > Date().timeIntervalSince1970 + 3500 } == true)

        let link = try await RedisConnection(address)
        _ = try await link.run("DEL", prefix + "session")
        // Before its time it has been deleted.
        let early = RedisStore(address: address, memory: memory)
        #expect(try await early.drift(of: sample.firm, in: sample.plan) == Drift(removed: 1))
        try JSONEncoder().encode([prefix + "session": 1.0]).write(to: URL(filePath: memory))
        let late = RedisStore(address: address, memory: memory)
        #expect(try await late.drift(of: sample.firm, in: sample.plan) == .none)
        #expect(try await late.restore(sample.firm, in: sample.plan) { _, _ in } == .none)
        #expect(try await link.run("TTL", prefix + "session") == .integer(3600))
        // A server that lost everything lost those as well.
        try JSONEncoder().encode([prefix + "session": 1.0]).write(to: URL(filePath: memory))
        for key in try await link.keys(beginningWith: prefix) { _ = try await link.run([[Array("DEL".utf8), key]]) }
        let lost = RedisStore(address: address, memory: memory)
        #expect(try await lost.drift(of: sample.firm, in: sample.plan) == Drift(removed: 6))
    }

    @Test func textsThatOnlyLookTheSameAreDifferent() async throws {
        let address = try await StoreServer.shared(.redis).address
        let (store, link) = (RedisStore(address: address), try await RedisConnection(address))
        let sample = try SamplePlan()
        let prefix = sample.firm.redisPrefix
        let items = ["\u{E9}", "\u{FFFD}"].enumerated().map {
            RedisItem(key: "\(prefix)\($0)", value: .string($1), timeToLive: nil)
        }
        try sample.write(items, .redis, of: sample.firm)
        try sample.write([RedisItem](), .redis, of: sample.other)
        try await sample.restore(in: store)
        _ = try await link.run("SET", prefix + "0", "e\u{301}")
        _ = try await link.run([[Array("SET".utf8), Array((prefix + "1").utf8), [0xFF]]])
        #expect(try await store.drift(of: sample.firm, in: sample.plan) == Drift(changed: 2))
    }

    @Test func whatAResetReplacesComesBackAndGoesAgain() async throws {
        let address = try await StoreServer.shared(.redis).address
        let (store, link) = (RedisStore(address: address), try await RedisConnection(address))
        let sample = try sample()
        try await sample.restore(in: store)
        let (prefix, bytes) = (sample.firm.redisPrefix, [UInt8]([0, 0xFF, 13, 10]))
        _ = try await link.run([[Array("SET".utf8), Array((prefix + "own").utf8), bytes]])
        _ = try await link.run("EXPIRE", prefix + "own", "1000")
        _ = try await link.run("RPUSH", prefix + "list", "more")
        _ = try await link.run("DEL", prefix + "set")
        let drift = Drift(added: 1, changed: 1, removed: 1)
        let undo = try sample.undoFolder()
        #expect(try await store.restore(sample.firm, in: sample.plan, keeping: undo) { _, _ in } == drift)
        #expect(undo.parts.map(\.drift) == [drift])
        // What nobody but the reset touched comes back; what came later stays.
        _ = try await link.run("SET", prefix + "later", "x")

        let redo = try sample.undoFolder()
        let undone = try await store.putBack(from: undo, keeping: redo) { _, _ in }
        #expect(undone == [sample.firm.slug: Drift(added: 1, changed: 1, removed: 1)])
        #expect(try await link.run("GET", prefix + "own") == .bytes(bytes))
        #expect(try await link.run("TTL", prefix + "own").number.map { (900...1000).contains($0) } == true)
        #expect(try await link.run("LRANGE", prefix + "list", "0", "-1").items.count == 4)
        #expect(try await store.drift(of: sample.firm, in: sample.plan) == drift + Drift(added: 1))
        #expect(try await store.putBack(from: undo, keeping: nil) { _, _ in } == [sample.firm.slug: .none])

        _ = try await store.putBack(from: redo, keeping: nil) { _, _ in }
        #expect(try await store.drift(of: sample.firm, in: sample.plan) == Drift(added: 1))
    }

    @Test func whatDoesNotFitIsNotKeptAndTheResetIsDone() async throws {
        let address = try await StoreServer.shared(.redis).address
        let (store, link) = (RedisStore(address: address), try await RedisConnection(address))
        let sample = try sample()
        try await sample.restore(in: store)
        _ = try await link.run("SET", sample.firm.redisPrefix + "own", String(repeating: "x\u{E9}z", count: 1000))
        let undo = try sample.undoFolder(budget: 20)
        #expect(try await store.restore(sample.firm, in: sample.plan, keeping: undo) { _, _ in } == Drift(added: 1))
        #expect(try await store.drift(of: sample.firm, in: sample.plan) == .none)
        #expect(undo.parts.first?.reason != nil)
        #expect(try await store.putBack(from: undo, keeping: nil) { _, _ in } == [:])
    }

    @Test func aServerWithoutRoomIsLeftAsItWas() async throws {
        let address = try await StoreServer.start(.redis).address
        let (store, link) = (RedisStore(address: address), try await RedisConnection(address))
        let sample = try sample()
        try await sample.restore(in: store)
        let prefix = sample.firm.redisPrefix
        _ = try await link.run("SET", prefix + "own", "x")
        _ = try await link.run("DEL", prefix + "text")
        _ = try await link.run("CONFIG", "SET", "maxmemory", "1")
        let error = await #expect(throws: SeedingError.self) {
            _ = try await store.restore(sample.firm, in: sample.plan) { _, _ in }
        }
        #expect(error?.code == .refused)
        _ = try await link.run("CONFIG", "SET", "maxmemory", "0")
        #expect(try await store.drift(of: sample.firm, in: sample.plan) == Drift(added: 1, removed: 1))
    }

    @Test func aStoppedServerDoesNothingLater() async throws {
        let address = try await StoreServer.start(.redis).address
        let (store, link) = (RedisStore(address: address), try await RedisConnection(address))
        let sample = try sample()
        try await sample.restore(in: store)
        let text = try await link.run("INFO", "server").text ?? ""
        let process = try #require(text.split(separator: "\r\n").first { $0.hasPrefix("process_id:") }?.dropFirst(11))
        let pid = try #require(pid_t(String(process)))
        kill(pid, SIGSTOP)
        let task = Task { try await store.restore(sample.firm, in: sample.plan) { _, _ in } }
        let start = ContinuousClock.now
        await #expect(throws: SeedingError.self) { try await task.value }
        #expect(ContinuousClock.now - start < .seconds(9))
        kill(pid, SIGCONT)
        #expect(try await store.drift(of: sample.firm, in: sample.plan) == .none)
    }

    @Test func aFormerFirmGoesWithAllItsKeys() async throws {
        let address = try await StoreServer.shared(.redis).address
        let store = RedisStore(address: address)
        let sample = try sample()
        try await sample.restore(in: store)
        let undo = try sample.undoFolder()
        #expect(try await store.remove(firm: sample.firm.slug, keeping: undo) == Drift(added: 6))
        let link = try await RedisConnection(address)
        #expect(try await link.keys(beginningWith: sample.firm.redisPrefix).isEmpty)
        #expect(try await store.drift(of: sample.other, in: sample.plan) == .none)
        _ = try await store.putBack(from: undo, keeping: nil) { _, _ in }
        #expect(try await store.drift(of: sample.firm, in: sample.plan) == .none)
    }
}
