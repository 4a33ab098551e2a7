import Foundation
import Testing

@testable import StackHost

@Suite struct PortReservationsTests {
    @Test func aPortIsReservedOnceUntilItsHolderIsGone() throws {
        let folder = FileManager.default.temporaryDirectory.path + "/ports-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let other = try PortReservations(in: folder)
        var first: PortReservations? = try PortReservations(in: folder)
        let port = try #require(first?.reserveAny(on: "127.0.0.1"))
        #expect(port >= 20_000)
        #expect(first?.reserve(port, on: "127.0.0.1") == false)
        #expect(!other.reserve(port, on: "127.0.0.1"))
        first = nil
        #expect(other.reserve(port, on: "127.0.0.1"))
    }
}
