import ControlAPI
import Foundation
import Foundations
import Testing

@testable import Seeding

@Suite(.serialized, .enabled(if: StoreServer.isWanted(.typesense)))
struct SearchStoreTests {
    private func fixture() async throws -> SearchFixture { try await SearchFixture() }

    @Test func filledFromEmptyAndThenAsSeeded() async throws {
        let fixture = try await fixture()
        let (store, plan, firm) = (fixture.store, fixture.sample.plan, fixture.sample.firm)
        // Before there is a collection.
        #expect(try await store.drift(of: firm, in: plan) == Drift(removed: 3))
        try await store.prepare(plan)
        try await store.prepare(plan)
        #expect(try await store.restore(firm, in: plan) { _, _ in } == Drift(removed: 3))
        #expect(try await store.drift(of: firm, in: plan) == .none)
        #expect(try await store.restore(firm, in: plan) { _, _ in } == .none)
        // Another instance has no memory of what was the same.
        #expect(try await fixture.store.drift(of: firm, in: plan) == .none)
    }

    @Test func differencesAreCountedByKindAndPutBackOthersStay() async throws {
        let fixture = try await fixture()
        let (store, plan, firm, other) = (
            fixture.store, fixture.sample.plan, fixture.sample.firm, fixture.sample.other
        )
        try await fixture.sample.restore(in: store)
        try await fixture.upsert(
            #"{"id": "\#(firm.slug)/1", "firm": "\#(firm.slug)", "name": "Client 1", "cents": 1, "note": "x"}"#,
            // One that has gone over to the other firm.
            #"{"id": "\#(firm.slug)/2", "firm": "\#(other.slug)", "name": "Client 2", "cents": 2}"#,
            #"{"id": "of,\#(firm.slug) && `own`", "firm": "\#(firm.slug)", "name": "Own", "cents": 4}"#,
            #"{"id": "of,\#(firm.slug) && own", "firm": "\#(firm.slug)", "name": "Own", "cents": 4}"#,
            #"{"id": "of-\#(other.slug)", "firm": "\#(other.slug)", "name": "Own", "cents": 5}"#,
            #"{"id": "of-nobody", "firm": "nobody", "name": "Own", "cents": 6}"#
        )
        let drift = Drift(added: 2, changed: 1, removed: 1)
        #expect(try await store.drift(of: firm, in: plan) == drift)
        #expect(try await store.restore(firm, in: plan) { _, _ in } == drift)
        #expect(try await store.drift(of: firm, in: plan) == .none)
        #expect(try await store.drift(of: other, in: plan) == Drift(added: 1))
        #expect(try await fixture.search("own", key: StoreServer.apiKey) == ["of-\(other.slug)", "of-nobody"])
    }

    @Test func aFirmsKeyFindsThatFirmOnly() async throws {
        let fixture = try await fixture()
        try await fixture.sample.restore(in: fixture.store)
        for firm in fixture.sample.plan.firms {
            let key = fixture.store.scopedKey(for: firm.slug).value
            let own = Set((1...3).map { "\(firm.slug)/\($0)" })
            #expect(try await fixture.search("client", key: key) == own)
        }
        #expect(try await fixture.search("client", key: SearchFixture.searchKey).count == 6)
        await #expect(throws: SeedingError.self) { try await fixture.search("client", key: "no-key") }
        let searcher = StoreEndpoints.Typesense(address: fixture.endpoint.address, apiKey: SearchFixture.searchKey)
        await #expect(throws: SeedingError.self) { try await TypesenseClient(searcher).collections() }
    }

    @Test func anotherSchemaReplacesTheCollectionBehindTheAlias() async throws {
        let fixture = try await fixture()
        try await fixture.sample.restore(in: fixture.store)
        let before = try await fixture.client.aliases()[fixture.collection.name]
        let edited = fixture.with(schema: SearchFixture.schema.replacing("int64", with: "int32"))
        #expect(try await edited.store.drift(of: fixture.sample.firm, in: fixture.sample.plan) == Drift(removed: 3))
        try await fixture.sample.restore(in: edited.store)
        let after = try await fixture.client.aliases()[fixture.collection.name]
        #expect(after != before)
        #expect(try await fixture.search("client", key: StoreServer.apiKey).count == 6)
        let names = try await fixture.client.collections().compactMap { $0["name"]?.text }
        #expect(names.filter { $0.hasPrefix(fixture.collection.name) } == [after])
    }

    @Test func aCollectionInTheAliasPlaceIsRefused() async throws {
        let fixture = try await fixture()
        try await fixture.client.create(
            .object([
                "name": .text(fixture.collection.name),
                "fields": .list([.object(["name": .text("x"), "type": .text("string")])]),
            ])
        )
        let error = await #expect(throws: SeedingError.self) { try await fixture.store.prepare(fixture.sample.plan) }
        #expect(error?.code == .notOurs)
        try await fixture.client.delete(collection: fixture.collection.name)
    }

    @Test func aDocumentThatTheSchemaDoesNotAllowIsNamed() async throws {
        let fixture = try await SearchFixture { firm in
            [#"{"id": "\#(firm.slug)/7", "firm": "\#(firm.slug)", "name": "Seven", "cents": "7"}"#]
        }
        let error = await #expect(throws: SeedingError.self) {
            try await fixture.sample.restore(in: fixture.store)
        }
        #expect(error?.code == .refused)
        #expect(error?.message.contains("\(fixture.sample.firm.slug)/7") == true)
        #expect(error?.message.contains("cents") == true)
    }

    @Test func manyDocumentsGoInBatches() async throws {
        let fixture = try await SearchFixture { firm in
            (1...5000).map {
                #"{"id": "\#(firm.slug)-\#($0)", "firm": "\#(firm.slug)", "name": "Client \#($0)", "cents": \#($0)}"#
            }
        }
        try await fixture.sample.restore(in: fixture.store)
        #expect(try await fixture.store.drift(of: fixture.sample.firm, in: fixture.sample.plan) == .none)
        // All of them are more than the seed knows, when it knows none.
        try fixture.sample.write([SearchItem](), .search(collection: fixture.collection.name), of: fixture.sample.firm)
        let drift = try await fixture.store.restore(fixture.sample.firm, in: fixture.sample.plan) { _, _ in }
        #expect(drift == Drift(added: 5000))
        #expect(try await fixture.store.drift(of: fixture.sample.firm, in: fixture.sample.plan) == .none)
        #expect(try await fixture.store.drift(of: fixture.sample.other, in: fixture.sample.plan) == .none)
    }

    @Test func aSnapshotBringsDocumentsSchemasAndAliasesBack() async throws {
        let fixture = try await fixture()
        let (plan, firm) = (fixture.sample.plan, fixture.sample.firm)
        try await fixture.sample.restore(in: fixture.store)
        try await fixture.upsert(#"{"id": "own", "firm": "\#(firm.slug)", "name": "Own", "cents": 4}"#)
        let folder = try fixture.sample.snapshotFolder()
        try await fixture.store.save(into: folder)

        let collections = Set(try await fixture.client.collections())
        let aliases = try await fixture.client.aliases()
        try await fixture.upsert(
            #"{"id": "own", "firm": "\#(firm.slug)", "name": "Other", "cents": 4}"#,
            #"{"id": "later", "firm": "\#(firm.slug)", "name": "Own", "cents": 4}"#
        )
        try await fixture.client.setAlias("later-\(firm.slug)", to: fixture.collection.name)
        try await fixture.client.create(
            .object([
                "name": .text("later-\(firm.slug)-collection"),
                "fields": .list([.object(["name": .text("x"), "type": .text("string")])]),
            ])
        )
        try await fixture.store.restore(from: folder, keeping: nil)
        #expect(try await fixture.client.aliases() == aliases)
        #expect(Set(try await fixture.client.collections()) == collections)
        #expect(try await fixture.search("own", key: StoreServer.apiKey) == ["own"])

        for name in collections.compactMap({ $0["name"]?.text }) { try await fixture.client.delete(collection: name) }
        try await fixture.store.restore(from: folder, keeping: nil)
        #expect(try await fixture.search("own", key: StoreServer.apiKey) == ["own"])
        #expect(try await fixture.store.drift(of: firm, in: plan) == Drift(added: 1))
    }
}
