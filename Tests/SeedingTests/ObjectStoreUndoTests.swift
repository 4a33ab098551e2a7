import ControlAPI
import Foundation
import Testing

@testable import Seeding

/// What belongs to an object beside its bytes, and what a reset of documents can take back, on a real LocalStack.
@Suite(.enabled(if: StoreServer.isWanted(.localstack)))
struct ObjectStoreUndoTests {
    private let endpoint: StoreEndpoints.AWS

    init() async throws { endpoint = .loopback(try await StoreServer.shared(.localstack).address) }

    private func filledStore(_ sample: SamplePlan) async throws -> ObjectStore {
        let store = ObjectStore(endpoint, bucket: sample.bucket)
        try await sample.restore(in: store)
        return store
    }

    private func content(_ store: ObjectStore, _ firm: SeedPlan.Firm) async throws -> [String: Bucket.Object] {
        var content: [String: Bucket.Object] = [:]
        for object in try await store.bucket.list(prefix: firm.objectPrefix) {
            content[object.key] = try await store.bucket.get(object.key)
        }
        return content
    }

    // MARK: Headers

    @Test(arguments: [
        "no metadata", "another type", "one more", "another document's key", "no key at all", "a redirect", "an end",
        "another class",
    ])
    func aChangedHeaderIsADifferenceAndPutRight(_ what: String) async throws {
        let sample = try SamplePlan(documents: 3)
        let firm = sample.firm
        let store = try await filledStore(sample)
        #expect(try await store.drift(of: firm, in: sample.plan) == .none)
        let items = try sample.documents(of: firm)
        var object = try #require(try await store.bucket.get(items[1].key))
        let other = try #require(try await store.bucket.get(items[2].key))
        switch what {
        case "no metadata": object.headers = ["content-type": items[1].contentType]
        case "another type": object.headers["content-type"] = "application/x-other"
        case "one more": object.headers["x-amz-meta-owner"] = "nadia"
        case "a redirect": object.headers["x-amz-website-redirect-location"] = "/elsewhere"
        case "an end": object.headers["expires"] = "Wed, 21 Oct 2026 07:28:00 GMT"
        case "another class": object.headers["x-amz-storage-class"] = "STANDARD_IA"
        case "another document's key":
            object.headers[Envelope.wrappedKeyHeader] = other.headers[Envelope.wrappedKeyHeader]
        default: object.headers[Envelope.wrappedKeyHeader] = "bm8ga2V5"
        }
        try await store.bucket.put(items[1].key, object)
        // One that remembers what it wrote, and one that remembers nothing.
        for store in [store, ObjectStore(endpoint, bucket: sample.bucket)] {
            #expect(try await store.drift(of: firm, in: sample.plan) == Drift(changed: 1))
        }
        #expect(try await store.restore(firm, in: sample.plan) { _, _ in } == Drift(changed: 1))
        #expect(try await store.drift(of: firm, in: sample.plan) == .none)
        let again = try #require(try await store.bucket.get(items[1].key))
        _ = try await ObjectStoreTests.decrypt(again, AWSClient(endpoint))
    }

    @Test func whatIsRememberedHoldsForTheSameChangeAlone() throws {
        let item = ObjectItem(key: "a/b", documentID: "d", file: "", contentType: "text/csv", sha256: "", size: 1)
        func listed(_ tag: String, _ time: String) -> ListingReader.Object {
            ListingReader.Object(key: "a/b", entityTag: tag, size: 17, lastModified: time)
        }
        let old = listed("0f", "2026-03-16T12:00:00.000Z")
        let verified = Verified(old, item, wrappedKey: "k")
        #expect(verified.covers(old, item))
        #expect(!verified.covers(listed("1e", old.lastModified), item))
        #expect(!verified.covers(listed("0f", "2026-03-16T12:00:01.000Z"), item))
        var other = item
        other.contentType = "text/plain"
        #expect(!verified.covers(old, other))
        // Another change within the same second would look the same.
        let now = listed("0f", Date().formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true)))
        #expect(!Verified(now, item, wrappedKey: "k").covers(now, item))
        #expect(!Verified(listed("0f", ""), item, wrappedKey: "k").covers(listed("0f", ""), item))
    }

    // MARK: Undo

    @Test func objectsInAnEarlierBucketGoAndComeBack() async throws {
        let sample = try SamplePlan(documents: 4)
        let former = try await filledStore(sample)
        try await former.bucket.put("exports/2026.csv", Bucket.Object(body: [1], headers: [:]))
        let before = try await content(former, sample.firm)
        var plan = sample.plan
        plan.stores = StoreSettings(
            firmTable: "firms",
            firmColumn: "firm_id",
            bucket: sample.bucket,
            collections: [],
            searchKey: ""
        )
        #expect(try await former.removeElsewhere(FormerSeed(plan), keeping: nil) == .none)
        let store = ObjectStore(endpoint, bucket: "\(sample.bucket)-new")
        try await store.prepare(plan)
        let (undo, redo) = (try sample.undoFolder(), try sample.undoFolder())
        #expect(try await store.removeElsewhere(FormerSeed(plan), keeping: undo) == Drift(added: 8))
        #expect(try await former.bucket.list(prefix: "").map(\.key) == ["exports/2026.csv"])
        _ = try await store.putBack(from: undo, keeping: redo) { _, _ in }
        #expect(try await content(former, sample.firm) == before)
        #expect(try await store.bucket.list(prefix: "").isEmpty)
        _ = try await store.putBack(from: redo, keeping: nil) { _, _ in }
        #expect(try await former.bucket.list(prefix: "").map(\.key) == ["exports/2026.csv"])
    }

    @Test func whatAResetReplacesComesBackAndGoesAgain() async throws {
        let sample = try SamplePlan(documents: 4)
        let firm = sample.firm
        let store = try await filledStore(sample)
        let items = try sample.documents(of: firm)
        let own = Bucket.Object(
            body: [1, 0, 2],
            headers: ["content-type": "text/plain", "x-amz-meta-owner": "nadia", "x-amz-storage-class": "STANDARD_IA"]
        )
        try await store.bucket.put(firm.objectPrefix + "own\n.txt", own)
        try await store.bucket.put(items[0].key, own)
        try await store.bucket.delete(items[1].key)
        let before = try await content(store, firm)
        let drift = Drift(added: 1, changed: 1, removed: 1)
        let (undo, redo) = (try sample.undoFolder(), try sample.undoFolder())
        #expect(try await store.restore(firm, in: sample.plan, keeping: undo) { _, _ in } == drift)
        #expect(try await store.drift(of: firm, in: sample.plan) == .none)
        try await store.bucket.put(firm.objectPrefix + "later", own)

        #expect(try await store.putBack(from: undo, keeping: redo) { _, _ in } == [firm.slug: drift])
        try await store.bucket.delete(firm.objectPrefix + "later")
        #expect(try await content(store, firm) == before)
        #expect(try await store.putBack(from: undo, keeping: nil) { _, _ in } == [firm.slug: .none])
        #expect(try await store.putBack(from: redo, keeping: nil) { _, _ in } == [firm.slug: drift])
        #expect(try await store.drift(of: firm, in: sample.plan) == .none)
    }

    @Test func aKeyThatWasDisabledIsSoAgain() async throws {
        let sample = try SamplePlan(documents: 1)
        let firm = sample.firm
        let store = try await filledStore(sample)
        struct Ignored: Decodable {}
        let id = KeyManager.id(of: firm)
        _ = try await AWSClient(endpoint).kms("DisableKey", ["KeyId": id], as: Ignored.self)
        let undo = try sample.undoFolder()
        _ = try await store.restore(firm, in: sample.plan, keeping: undo) { _, _ in }
        #expect(try await store.keys.isUsable(firm))
        _ = try await store.putBack(from: undo, keeping: nil) { _, _ in }
        #expect(try await store.keys.state(of: firm.slug) == KeyManager.State(target: id, keyState: "Disabled"))
    }

    @Test func unfinishedUploadsEnd() async throws {
        let sample = try SamplePlan(documents: 1)
        let firm = sample.firm
        let store = try await filledStore(sample)
        for prefix in [firm.objectPrefix, sample.other.objectPrefix] {
            let path = "/\(sample.bucket)/\(prefix)large é.bin"
            #expect(try await AWSClient(endpoint).s3("POST", path, query: [("uploads", "")]).isSuccess)
        }
        #expect(try await store.drift(of: firm, in: sample.plan) == Drift(added: 1))
        let undo = try sample.undoFolder()
        #expect(try await store.restore(firm, in: sample.plan, keeping: undo) { _, _ in } == Drift(added: 1))
        #expect(undo.parts.first?.notes.isEmpty == false)
        #expect(try await store.drift(of: firm, in: sample.plan) == .none)
        #expect(try await store.drift(of: sample.other, in: sample.plan) == Drift(added: 1))
    }

    @Test func aFormerFirmGoesWithItsObjectsAndAliasAndTheKeyStays() async throws {
        let sample = try SamplePlan(documents: 2)
        let firm = sample.firm
        let store = try await filledStore(sample)
        let before = try await content(store, firm)
        let undo = try sample.undoFolder()
        #expect(try await store.remove(firm: firm.slug, keeping: undo) == Drift(added: 3))
        #expect(try await store.bucket.list(prefix: firm.objectPrefix).isEmpty)
        #expect(try await store.keys.state(of: firm.slug) == KeyManager.State(target: nil, keyState: "Enabled"))
        #expect(try await store.drift(of: sample.other, in: sample.plan) == .none)
        #expect(try await store.remove(firm: firm.slug, keeping: nil) == .none)
        _ = try await store.putBack(from: undo, keeping: nil) { _, _ in }
        #expect(try await content(store, firm) == before)
        #expect(try await store.drift(of: firm, in: sample.plan) == .none)
    }

    @Test func aSnapshotThatWasRestoredCanBeTakenBack() async throws {
        let sample = try SamplePlan(documents: 2)
        let store = try await filledStore(sample)
        let folder = try sample.snapshotFolder()
        try await store.save(into: folder)
        let own = Bucket.Object(body: [1], headers: ["content-type": "text/plain"])
        try await store.bucket.put("exports/own", own)
        let undo = try sample.undoFolder()
        try await store.restore(from: folder, keeping: undo)
        #expect(try await store.bucket.get("exports/own") == nil)
        #expect(undo.parts.map(\.drift) == [Drift(added: 1)])
        _ = try await store.putBack(from: undo, keeping: nil) { _, _ in }
        #expect(try await store.bucket.get("exports/own") == own)
    }
}
