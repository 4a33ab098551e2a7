import ControlAPI
import Foundation
import Foundations
import Testing

@testable import Seeding

/// What belongs to no firm alone in a real Typesense, and what a reset of documents can take back.
@Suite(.serialized, .enabled(if: StoreServer.isWanted(.typesense)))
struct SearchSharedTests {
    /// A store with everything of the plan in it.
    private func filled() async throws -> SearchFixture {
        let fixture = try await SearchFixture()
        try await fixture.sample.restore(in: fixture.store)
        #expect(try await fixture.store.sharedDrift(in: fixture.sample.plan) == .none)
        return fixture
    }

    private func names(_ fixture: SearchFixture) async throws -> Set<String> {
        Set(try await fixture.client.collections().compactMap { $0["name"]?.text })
    }

    @Test func aDeletedSearchKeyIsDriftAndComesBack() async throws {
        let fixture = try await filled()
        let (store, plan, client) = (fixture.store, fixture.sample.plan, fixture.client)
        let answer = try await client.send("GET", ["keys"])
        guard case .list(let keys) = JSONValue(parsing: answer.body)?["keys"] else {
            Issue.record("no keys")
            return
        }
        for key in keys where key["description"]?.text == SearchStore.keyDescription {
            let id = try #require(key["id"]).json
            try await client.send("DELETE", ["keys", id])
        }
        #expect(try await store.sharedDrift(in: plan) == Drift(removed: 1))
        #expect(try await store.restoreShared(in: plan, keeping: nil) == Drift(removed: 1))
        #expect(try await store.sharedDrift(in: plan) == .none)
    }

    // MARK: Whose a collection is

    @Test func collectionsThatOnlyLookLikeCpadevsStay() async throws {
        let fixture = try await filled()
        guard case .object(var copy) = try await fixture.live() else { return }
        let own = ["20261129", "deadbeef", "v2"].map { "\(fixture.collection.name)_\($0)" }
        for name in own {
            // With all fields of the seed's, the mark among them.
            copy["name"] = .text(name)
            try await fixture.client.create(.object(copy))
        }
        try await fixture.sample.restore(in: fixture.store)
        #expect(try await fixture.store.sharedDrift(in: fixture.sample.plan) == .none)
        #expect(try await names(fixture).isSuperset(of: own))
        for name in own { try await fixture.client.delete(collection: name) }
    }

    @Test func aCollectionOfAnEarlierSchemaGoesAndComesBackWithItsDocuments() async throws {
        let fixture = try await filled()
        let plan = fixture.sample.plan
        let former = try #require(try await fixture.live()["name"]?.text)
        try await fixture.upsert(#"{"id": "own", "firm": "nobody", "name": "Own", "cents": 4}"#)
        let store = fixture.with(schema: SearchFixture.schema.replacing("int64", with: "int32")).store
        // Who only starts changes nothing that is there.
        try await store.prepare(plan)
        #expect(try await names(fixture).contains(former))
        #expect(try await fixture.client.aliases()[fixture.collection.name] == former)
        #expect(try await store.sharedDrift(in: plan) == Drift(added: 1, changed: 1))

        let undo = try fixture.sample.undoFolder()
        #expect(try await store.restoreShared(in: plan, keeping: undo) == Drift(added: 1, changed: 1))
        #expect(try await !names(fixture).contains(former))
        #expect(try await store.sharedDrift(in: plan) == .none)
        _ = try await store.putBack(from: undo, keeping: nil) { _, _ in }
        #expect(try await fixture.client.aliases()[fixture.collection.name] == former)
        #expect(try await fixture.search("own", key: StoreServer.apiKey) == ["own"])
    }

    @Test func aCollectionOfAnEarlierVersionIsMarkedAndNotReplaced() async throws {
        let fixture = try await SearchFixture()
        let (store, plan) = (fixture.store, fixture.sample.plan)
        let schema = try #require(try store.schemas().first)
        guard case .object(var definition) = schema.definition else { return }
        definition["fields"] = .list(schema.definition["fields"]?.elements.dropLast() ?? [])
        try await fixture.client.create(.object(definition))
        try await fixture.client.setAlias(schema.name, to: schema.physicalName)
        try await fixture.upsert(#"{"id": "own", "firm": "nobody", "name": "Own", "cents": 4}"#)
        #expect(try await store.sharedDrift(in: plan) == .none)
        try await fixture.sample.restore(in: store)
        #expect(SchemaDifference(live: try await fixture.live(), wanted: schema.definition).isEmpty)
        #expect(try await fixture.search("own", key: StoreServer.apiKey) == ["own"])
    }

    @Test func aCollectionThatLeftTheSeedGoesAndComesBackWithItsDocuments() async throws {
        let fixture = try await filled()
        let alias = fixture.collection.name
        let name = try #require(try await fixture.live()["name"]?.text)
        var plan = fixture.sample.plan
        plan.stores = StoreSettings(
            firmTable: "firms",
            firmColumn: "firm_id",
            bucket: "",
            collections: [fixture.collection],
            searchKey: ""
        )
        #expect(try await fixture.store.removeElsewhere(FormerSeed(plan), keeping: nil) == .none)
        let other = StoreSettings.Collection(name: "\(alias)_new", schema: SearchFixture.schema)
        let store = SearchStore(fixture.endpoint, collections: [other], searchKey: SearchFixture.searchKey)
        try await store.prepare(plan)
        let undo = try fixture.sample.undoFolder()
        #expect(try await store.removeElsewhere(FormerSeed(plan), keeping: undo) == Drift(added: 2))
        #expect(try await !names(fixture).contains(name))
        #expect(try await fixture.client.aliases()[alias] == nil)
        let new = try #require(try await fixture.client.aliases()[other.name])
        _ = try await store.putBack(from: undo, keeping: nil) { _, _ in }
        #expect(try await fixture.client.aliases()[alias] == name)
        #expect(try await fixture.search("client", key: StoreServer.apiKey).count == 6)
        try await fixture.client.delete(alias: other.name)
        try await fixture.client.delete(collection: new)
    }

    @Test func theLastCollectionGoesAsWell() async throws {
        let fixture = try await filled()
        let name = try #require(try await fixture.live()["name"]?.text)
        var plan = fixture.sample.plan
        plan.stores = StoreSettings(
            firmTable: "firms",
            firmColumn: "firm_id",
            bucket: "",
            collections: [fixture.collection],
            searchKey: ""
        )
        let store = SearchStore(fixture.endpoint, collections: [], searchKey: SearchFixture.searchKey)
        try await store.prepare(plan)
        #expect(try await store.sharedDrift(in: plan) == .none)
        #expect(try await store.removeElsewhere(FormerSeed(plan), keeping: nil) == Drift(added: 2))
        #expect(try await !names(fixture).contains(name))
    }

    // MARK: Schemas and what else belongs to a collection

    @Test(arguments: [
        #"{"name": "cents", "drop": true}"#, #"{"name": "nick", "type": "string", "optional": true}"#,
        #"{"name": "name", "drop": true}, {"name": "name", "type": "string", "facet": true}"#,
        #"{"name": "firm", "drop": true}"#,
    ])
    func fieldsThatWereChangedArePutRight(_ fields: String) async throws {
        let fixture = try await filled()
        let (store, plan) = (fixture.store, fixture.sample.plan)
        try await fixture.patch(fields)
        #expect(try await store.sharedDrift(in: plan) == Drift(changed: 1))
        for firm in plan.firms {
            #expect(try await store.drift(of: firm, in: plan) == .none, "documents did not change")
        }
        let (undo, redo) = (try fixture.sample.undoFolder(), try fixture.sample.undoFolder())
        let changed = try await fixture.live()
        #expect(try await store.restoreShared(in: plan, keeping: undo) == Drift(changed: 1))
        #expect(try await store.sharedDrift(in: plan) == .none)
        for firm in plan.firms { #expect(try await store.drift(of: firm, in: plan) == .none) }

        #expect(try await store.putBack(from: undo, keeping: redo) { _, _ in } == ["": Drift(changed: 1)])
        #expect(SchemaDifference(live: try await fixture.live(), wanted: changed).isEmpty)
        _ = try await store.putBack(from: redo, keeping: nil) { _, _ in }
        #expect(try await store.sharedDrift(in: plan) == .none)
    }

    @Test func definitionThatTheServerRefusesCostsNoCollection() async throws {
        let fixture = try await filled()
        let live = try await fixture.live()
        let name = try #require(live["name"]?.text)
        let refused = JSONValue.object([
            "name": .text(name), "default_sorting_field": .text("nothing"), "fields": live["fields"] ?? .null,
        ])
        let difference = SchemaDifference(live: live, wanted: refused)
        let undo = try fixture.sample.undoFolder()
        await #expect(throws: SeedingError.self) {
            try await fixture.store.change(name, live, to: refused, difference, keeping: undo)
        }
        #expect(undo.parts.isEmpty)
        #expect(try await fixture.store.sharedDrift(in: fixture.sample.plan) == .none)
        #expect(try await fixture.search("client", key: StoreServer.apiKey).count == 6)
    }

    /// As a refused change leaves one in Typesense 0.24.
    @Test func facetWithoutAnIndexIsKeptAsWhatCanBeCreated() {
        let field = { (facet: Bool) in
            JSONValue.object(["name": .text("city"), "index": .bool(false), "facet": .bool(facet)])
        }
        let live = JSONValue.object(["name": .text("c"), "num_documents": .integer(1), "fields": .list([field(true)])])
        let kept = JSONValue.object(["name": .text("c"), "fields": .list([field(false)])])
        #expect(SearchStore.definition(of: live)?.1 == kept)
    }

    @Test func aSchemaThatDocumentsDoNotMeetAnyMoreIsPutRightAllTheSame() async throws {
        let fixture = try await filled()
        let (store, plan, firm) = (fixture.store, fixture.sample.plan, fixture.sample.firm)
        try await fixture.patch(#"{"name": "cents", "drop": true}"#)
        try await fixture.upsert(
            #"{"id": "without", "firm": "nobody", "name": "Own"}"#,
            #"{"id": "with", "firm": "nobody", "name": "Own", "cents": 1}"#
        )
        let undo = try fixture.sample.undoFolder()
        _ = try await store.restoreShared(in: plan, keeping: undo)
        #expect(try await store.sharedDrift(in: plan) == .none)
        #expect(try await store.drift(of: firm, in: plan) == .none)
        #expect(try await fixture.search("own", key: StoreServer.apiKey) == ["with"])
        _ = try await store.putBack(from: undo, keeping: nil) { _, _ in }
        #expect(try await fixture.search("own", key: StoreServer.apiKey) == ["with", "without"])
    }

    @Test func synonymsOverridesAndASwappedAliasAreTakenBack() async throws {
        let fixture = try await filled()
        let (store, plan) = (fixture.store, fixture.sample.plan)
        let (client, alias) = (fixture.client, fixture.collection.name)
        let seeded = try #require(try await fixture.live()["name"]?.text)
        try await client.put(SearchExtra(kind: .synonyms, id: "a/b", json: #"{"synonyms":["x","y"]}"#), of: seeded)
        try await client.put(
            SearchExtra(kind: .overrides, id: "o", json: #"{"includes":[],"rule":{"match":"exact","query":"a"}}"#),
            of: seeded
        )
        let extras = try await client.extras(of: seeded)
        #expect(extras.count == 2)
        let own = "\(alias)_mine"
        try await client.create(
            .object([
                "name": .text(own), "fields": .list([.object(["name": .text("x"), "type": .text("string")])]),
            ])
        )
        try await client.setAlias(alias, to: own)
        // A firm's reset, and a start, leave alone what all firms share.
        try await store.prepare(plan)
        _ = try await store.restore(fixture.sample.firm, in: plan) { _, _ in }
        #expect(try await store.sharedDrift(in: plan) == Drift(added: 2, changed: 1))

        let undo = try fixture.sample.undoFolder()
        #expect(try await store.restoreShared(in: plan, keeping: undo) == Drift(added: 2, changed: 1))
        #expect(try await store.sharedDrift(in: plan) == .none)
        #expect(try await names(fixture).contains(own))
        _ = try await store.putBack(from: undo, keeping: nil) { _, _ in }
        #expect(try await client.aliases()[alias] == own)
        #expect(Set(try await client.extras(of: seeded)) == Set(extras))
        try await client.delete(collection: own)
        try await client.delete(alias: alias)
    }

    // MARK: Documents

    @Test func whatAResetReplacesComesBackAndGoesAgain() async throws {
        let fixture = try await filled()
        let (store, plan, firm) = (fixture.store, fixture.sample.plan, fixture.sample.firm)
        try await fixture.upsert(
            #"{"id": "\#(firm.slug)/1", "firm": "\#(firm.slug)", "name": "Mine", "cents": 1, "note": "x"}"#,
            #"{"id": "own `\#(firm.slug)`", "firm": "\#(firm.slug)", "name": "Mine", "cents": 4}"#
        )
        let name = try #require(try await fixture.live()["name"]?.text)
        try await fixture.client.delete(["\(firm.slug)/2"], from: name)
        let drift = Drift(added: 1, changed: 1, removed: 1)
        let (undo, redo) = (try fixture.sample.undoFolder(), try fixture.sample.undoFolder())
        #expect(try await store.restore(firm, in: plan, keeping: undo) { _, _ in } == drift)
        #expect(try await store.putBack(from: undo, keeping: redo) { _, _ in } == [firm.slug: drift])
        #expect(try await fixture.search("mine", key: StoreServer.apiKey) == ["\(firm.slug)/1", "own `\(firm.slug)`"])
        #expect(try await store.drift(of: firm, in: plan) == drift)
        #expect(try await store.putBack(from: undo, keeping: nil) { _, _ in } == [firm.slug: .none])
        #expect(try await store.putBack(from: redo, keeping: nil) { _, _ in } == [firm.slug: drift])
        #expect(try await store.drift(of: firm, in: plan) == .none)
    }

    @Test func aFormerFirmGoesWithItsDocuments() async throws {
        let fixture = try await filled()
        let (store, plan, firm) = (fixture.store, fixture.sample.plan, fixture.sample.firm)
        #expect(try await store.remove(firm: firm.slug, keeping: nil) == Drift(added: 3))
        #expect(try await store.drift(of: firm, in: plan) == Drift(removed: 3))
        #expect(try await store.drift(of: fixture.sample.other, in: plan) == .none)
    }

    @Test func aSnapshotThatWasRestoredCanBeTakenBack() async throws {
        let fixture = try await filled()
        let (store, client) = (fixture.store, fixture.client)
        let folder = try fixture.sample.snapshotFolder()
        try await store.save(into: folder)
        let (collections, aliases) = (try await names(fixture), try await client.aliases())
        try await fixture.upsert(#"{"id": "later", "firm": "nobody", "name": "Own", "cents": 4}"#)
        let own = "\(fixture.collection.name)_mine"
        try await client.create(
            .object(["name": .text(own), "fields": .list([.object(["name": .text("x"), "type": .text("string")])])])
        )
        try await client.write([#"{"id": "1", "x": "y"}"#], to: own) { _ in }
        try await client.setAlias("\(own)-alias", to: own)
        let undo = try fixture.sample.undoFolder()
        try await store.restore(from: folder, keeping: undo)
        #expect(try await names(fixture) == collections)
        #expect(try await client.aliases() == aliases)
        _ = try await store.putBack(from: undo, keeping: nil) { _, _ in }
        #expect(try await names(fixture) == collections.union([own]))
        #expect(try await client.aliases()["\(own)-alias"] == own)
        #expect(SearchStore.lines(try await client.export(own)).count == 1)
        #expect(try await fixture.search("own", key: StoreServer.apiKey) == ["later"])
        try await client.delete(alias: "\(own)-alias")
        try await client.delete(collection: own)
    }
}
