import ControlAPI
import Foundation
import Foundations
import Testing

@testable import Seeding

/// How Typesense itself deals with many documents, and with a restart.
@Suite(.serialized, .enabled(if: StoreServer.isWanted(.typesense)))
struct SearchServerTests {
    /// Documents that are not in the plan, each as one line of JSON.
    private static func own(_ firm: String, _ count: Int) -> [String] {
        (1...count).map { #"{"id": "own-\#(firm)/\#($0)", "firm": "\#(firm)", "name": "Own \#($0)", "cents": 0}"# }
    }

    /// The number of writes that the server has logged.
    private static func writes(_ client: TypesenseClient) async throws -> Int64 {
        let status = JSONValue(parsing: try await client.send("GET", ["status"]).body)
        guard case .integer(let index)? = status?["committed_index"] else { return 0 }
        return index
    }

    /// The server replays what was written by an alias and by a collection's name in no particular order.
    @Test func whatWasPutBackSurvivesARestart() async throws {
        let server = try await StoreServer.start(.typesense)
        let fixture = try await SearchFixture(on: server)
        let (store, plan, firm) = (fixture.store, fixture.sample.plan, fixture.sample.firm)
        try await fixture.sample.restore(in: store)
        // As a service does, by the alias. The server is busy with these when it replays the rest.
        for _ in 1...20 {
            try await fixture.client.write(Self.own("nobody", 500), to: fixture.collection.name) { _ in }
        }
        let path = ["collections", fixture.collection.name, "documents", "\(firm.slug)/1"]
        try await fixture.client.send("DELETE", path)
        #expect(try await store.restore(firm, in: plan) { _, _ in } == Drift(removed: 1))
        await store.persist()
        try await server.restart()
        try await store.waitUntilCurrent()
        #expect(try await fixture.store.drift(of: firm, in: plan) == .none)
    }

    @Test func manyDocumentsOfAFirmGoInFewRequests() async throws {
        let fixture = try await SearchFixture()
        let (store, plan, firm) = (fixture.store, fixture.sample.plan, fixture.sample.firm)
        try await fixture.sample.restore(in: store)
        try await fixture.client.write(
            Self.own(firm.slug, 1500) + Self.own("nobody", 2),
            to: fixture.collection.name
        ) { _ in }
        let (undo, redo) = try (fixture.sample.undoFolder(), fixture.sample.undoFolder())
        let before = try await Self.writes(fixture.client)
        #expect(try await store.restore(firm, in: plan, keeping: undo) { _, _ in } == Drift(added: 1500))
        #expect(try await Self.writes(fixture.client) - before < 10)
        #expect(try await fixture.store.drift(of: firm, in: plan) == .none)
        _ = try await store.putBack(from: undo, keeping: redo) { _, _ in }
        #expect(try await fixture.store.drift(of: firm, in: plan) == Drift(added: 1500))
        let middle = try await Self.writes(fixture.client)
        _ = try await store.putBack(from: redo, keeping: nil) { _, _ in }
        #expect(try await Self.writes(fixture.client) - middle < 10)
        #expect(try await fixture.store.drift(of: firm, in: plan) == .none)
        #expect(try await fixture.store.drift(of: fixture.sample.other, in: plan) == .none)
        #expect(try await fixture.search("own", key: StoreServer.apiKey) == ["own-nobody/1", "own-nobody/2"])
    }
}
