import Testing

@testable import Seeding

/// What pages read of the next reset, in a real Redis.
@Suite(.serialized, .enabled(if: StoreServer.isWanted(.redis)))
struct ResetNoticeTests {
    @Test func theTimeIsInADatabaseOfItsOwnAndExpires() async throws {
        let address = try await StoreServer.shared(.redis).address
        let link = try await RedisConnection(address)
        _ = try await link.run("SELECT", "1")
        try await ResetNotice.write(4_102_444_800, to: address)
        #expect(try await link.run("GET", ResetNotice.key).text == "4102444800")
        #expect(try await link.run("EXPIRETIME", ResetNotice.key) == .integer(4_102_444_860))
        try await ResetNotice.write(nil, to: address)
        #expect(try await link.run("EXISTS", ResetNotice.key) == .integer(0))
        // A time that is long past.
        try await ResetNotice.write(1, to: address)
        #expect(try await link.run("EXISTS", ResetNotice.key) == .integer(0))
        _ = try await link.run("SELECT", "0")
        #expect(try await link.run("EXISTS", ResetNotice.key) == .integer(0))
    }

    @Test func aRedisThatIsGoneIsAnError() async {
        let nobody = StoreEndpoints.Address(host: "127.0.0.1", port: 9)
        await #expect(throws: SeedingError.self) { try await ResetNotice.write(1, to: nobody) }
    }
}
