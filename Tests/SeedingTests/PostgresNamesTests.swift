import FoundationEssentials
import Testing

@testable import Seeding

@Suite struct PostgresNamesTests {
    @Test func namesAndTextsAreQuotedWhateverIsInThem() {
        #expect(PostgresName.quoted("a\"b") == "\"a\"\"b\"")
        #expect(PostgresName.literal("it's") == "'it''s'")
        #expect(PostgresName.literal("a\\b") == "E'a\\\\b'")
    }

    @Test func twoStacksDoNotMeetInOneServer() {
        let (one, other) = (DatabaseNames(stack: "cpa"), DatabaseNames(stack: "cpa-2"))
        #expect(one.build != other.build && one.next != other.next && one.old != other.old)
        #expect(one.template("abc") != other.template("abc") && one.lockKey != other.lockKey)
    }

    @Test func namesAreNotCutByTheServer() throws {
        let names = DatabaseNames(stack: String(repeating: "long", count: 50))
        #expect(names.template(String(repeating: "f", count: 64)).utf8.count <= 63)
        let longest = String(repeating: "x", count: 63 - names.snapshotPrefix.utf8.count)
        #expect(try names.snapshot(longest).utf8.count == 63)
        #expect(throws: SeedingError.self) { try names.snapshot(longest + "x") }
        #expect(throws: SeedingError.self) { try names.snapshot("") }
    }

    @Test func marksComeBackFromTheirComment() throws {
        var mark = DatabaseMark(stack: "it's", seed: "abc", seededAt: Date(timeIntervalSince1970: 1_700_000_000))
        mark.firmsResetAt = ["7": Date(timeIntervalSince1970: 1_700_000_001)]
        #expect(mark.comment.hasPrefix("cpadev {"))
        #expect(!mark.comment.contains("\n"))
        #expect(DatabaseMark(comment: mark.comment) == mark)
    }

    @Test(arguments: [nil, "", "cpadev", "cpadev {", "default administrative connection database", "{\"stack\":\"a\"}"])
    func otherCommentsAreNoMarks(comment: String?) {
        #expect(DatabaseMark(comment: comment) == nil)
    }

    @Test(arguments: ["127.0.0.1", "127.1.2.3", "::1", "localhost", "0.0.0.0", "::ffff:127.0.0.1"])
    func loopbackIsThisMachine(host: String) async throws { try await LocalAddress.require(host) }

    @Test(arguments: ["192.0.2.1", "10.0.0.1", "2001:db8::1", "::ffff:192.0.2.1", "no such host"])
    func otherAddressesAreRefused(host: String) async {
        let error = await #expect(throws: SeedingError.self) { try await LocalAddress.require(host) }
        #expect(error?.code == .notOurs)
    }
}
