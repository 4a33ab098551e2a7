import ControlAPI
import Crypto
import Foundation
import Foundations
import Testing

@testable import Seeding

/// Documents and keys on a real LocalStack.
@Suite(.enabled(if: StoreServer.isWanted(.localstack)))
struct ObjectStoreTests {
    private let endpoint: StoreEndpoints.AWS

    init() async throws { endpoint = .loopback(try await StoreServer.shared(.localstack).address) }

    /// A store with everything of the plan in it.
    private func filledStore(_ sample: SamplePlan) async throws -> ObjectStore {
        let store = ObjectStore(endpoint, bucket: sample.bucket)
        try await sample.restore(in: store)
        return store
    }

    private func kms(_ operation: String, _ request: [String: String]) async throws {
        struct Ignored: Decodable {}
        _ = try await AWSClient(endpoint).kms(operation, request, as: Ignored.self)
    }

    private func text(_ text: String) -> Bucket.Object {
        Bucket.Object(body: Array(text.utf8), headers: ["content-type": "text/plain"])
    }

    // MARK: Restoring

    @Test func restoreFillsAnEmptyBucketAndThenNothingDiffers() async throws {
        let sample = try SamplePlan(documents: 20)
        let firm = sample.firm
        let store = ObjectStore(endpoint, bucket: sample.bucket)
        try await store.prepare(sample.plan)
        #expect(try await store.drift(of: firm, in: sample.plan) == Drift(removed: 21))
        let (done, total) = (Counter(), Counter())
        let drift = try await store.restore(firm, in: sample.plan) {
            done.add($0)
            total.add($1)
        }
        #expect(drift == Drift(removed: 21), "twenty documents, and the key")
        #expect(Set(total.all) == [20])
        #expect(done.all.first == 0)
        #expect(done.all.last == 20)
        #expect(done.all == done.all.sorted())

        try await store.prepare(sample.plan)
        #expect(try await store.drift(of: firm, in: sample.plan) == .none)
        #expect(try await store.restore(firm, in: sample.plan) { _, _ in } == .none)
        // Also for one that has not computed anything yet.
        #expect(try await ObjectStore(endpoint, bucket: sample.bucket).drift(of: firm, in: sample.plan) == .none)
    }

    @Test func everyDocumentIsUnwrappedByKMSAndHasItsDigest() async throws {
        let sample = try SamplePlan(documents: 5)
        let firm = sample.firm
        let store = try await filledStore(sample)
        for item in try sample.documents(of: firm) {
            let object = try #require(try await store.bucket.get(item.key))
            #expect(object.headers["content-type"] == item.contentType)
            let plain = try await Self.decrypt(object, AWSClient(endpoint))
            #expect(SHA256.hash(data: plain).hexadecimal == item.sha256)
        }
    }

    @Test func everyLoadStoresTheSameBytes() async throws {
        let sample = try SamplePlan(documents: 5)
        let firm = sample.firm
        let store = try await filledStore(sample)
        let before = try await store.bucket.list(prefix: firm.objectPrefix)
        for object in before { try await store.bucket.delete(object.key) }
        #expect(try await store.restore(firm, in: sample.plan) { _, _ in } == Drift(removed: 5))
        let after = try await store.bucket.list(prefix: firm.objectPrefix)
        #expect(after.map(\.entityTag) == before.map(\.entityTag))
    }

    @Test func restorePutsBackWhatDiffersAndRemovesWhatWasAdded() async throws {
        let sample = try SamplePlan(documents: 5)
        let firm = sample.firm
        let store = try await filledStore(sample)
        let items = try sample.documents(of: firm)
        try await store.bucket.put(items[0].key, text("changed"))
        // As large as before.
        try await store.bucket.put(items[1].key, text(String(repeating: "x", count: items[1].size + 16)))
        try await store.bucket.delete(items[2].key)
        try await store.bucket.put(firm.objectPrefix + "new.txt", text("new"))
        let expected = Drift(added: 1, changed: 2, removed: 1)
        #expect(try await store.drift(of: firm, in: sample.plan) == expected)
        #expect(try await store.restore(firm, in: sample.plan) { _, _ in } == expected)
        #expect(try await store.drift(of: firm, in: sample.plan) == .none)
        let listed = try await store.bucket.list(prefix: firm.objectPrefix).map(\.key)
        #expect(listed == items.map(\.key).sorted())
    }

    @Test func otherFirmsAndWhatIsNoFirmsAreLeftAlone() async throws {
        let sample = try SamplePlan(documents: 5)
        let (firm, other) = (sample.firm, sample.other)
        let store = try await filledStore(sample)
        try await store.bucket.put(other.objectPrefix + "new.txt", text("new"))
        try await store.bucket.put("exports/2026.csv", text("a,b"))
        // The beginning of a prefix is not the prefix.
        try await store.bucket.put("\(firm.slug)-archive/a.txt", text("a"))
        #expect(try await store.restore(firm, in: sample.plan) { _, _ in } == .none)
        #expect(try await store.drift(of: other, in: sample.plan) == Drift(added: 1))
        #expect(try await store.bucket.get("exports/2026.csv")?.body == Array("a,b".utf8))
        #expect(try await store.bucket.get("\(firm.slug)-archive/a.txt") != nil)
    }

    @Test func aDocumentThatChangedSinceTheLoadIsNotStored() async throws {
        let sample = try SamplePlan(documents: 5)
        let firm = sample.firm
        let store = ObjectStore(endpoint, bucket: sample.bucket)
        try await store.prepare(sample.plan)
        let file = try sample.documents(of: firm)[3].file
        try Data("something else".utf8).write(to: URL(filePath: file))
        let error = await #expect(throws: SeedingError.self) {
            _ = try await store.restore(firm, in: sample.plan) { _, _ in }
        }
        #expect(error?.code == .files)
        #expect(error?.message == "\(file) has changed since it was loaded")
        #expect(try await store.drift(of: firm, in: sample.plan) == Drift(removed: 1), "all others are stored")
    }

    @Test(arguments: [nil, "something else"])
    func aDocumentIsComparedWithoutItsFile(text: String?) async throws {
        let sample = try SamplePlan(documents: 5)
        let firm = sample.firm
        _ = try await filledStore(sample)
        let items = try sample.documents(of: firm)
        for item in items[2...3] {
            try FileManager.default.removeItem(atPath: item.file)
            if let text { try Data(text.utf8).write(to: URL(filePath: item.file)) }
        }
        // A new store has computed nothing yet, as after a start.
        let store = ObjectStore(endpoint, bucket: sample.bucket)
        #expect(try await store.drift(of: firm, in: sample.plan) == .none)
        try await store.bucket.put(items[2].key, self.text(String(repeating: "x", count: items[2].size + 16)))
        let other = ObjectStore(endpoint, bucket: sample.bucket)
        #expect(try await other.drift(of: firm, in: sample.plan) == Drift(changed: 1))
    }

    // MARK: Keys

    @Test(arguments: ["DisableKey", "ScheduleKeyDeletion", "DeleteAlias", "UpdateAlias"])
    func aKeyThatCannotBeUsedIsDriftAndPutRight(_ how: String) async throws {
        let sample = try SamplePlan(documents: 5)
        let firm = sample.firm
        let store = try await filledStore(sample)
        let id = KeyManager.id(of: firm)
        switch how {
        case "DeleteAlias": try await kms(how, ["AliasName": firm.keyAlias])
        case "UpdateAlias":
            try await kms(how, ["AliasName": firm.keyAlias, "TargetKeyId": KeyManager.id(of: sample.other)])
        default: try await kms(how, ["KeyId": id])
        }
        #expect(try await store.drift(of: firm, in: sample.plan) == Drift(removed: 1))
        #expect(try await store.restore(firm, in: sample.plan) { _, _ in } == Drift(removed: 1))
        #expect(try await store.drift(of: firm, in: sample.plan) == .none)
        let object = try #require(try await store.bucket.get(try sample.documents(of: firm)[0].key))
        _ = try await Self.decrypt(object, AWSClient(endpoint))
    }

    @Test func aServerThatForgotEverythingUnwrapsTheSameKeysAgain() async throws {
        let sample = try SamplePlan(documents: 5)
        let firm = sample.firm
        let store = try await filledStore(sample)
        let item = try sample.documents(of: firm)[4]
        let object = try #require(try await store.bucket.get(item.key))
        let fresh = StoreEndpoints.AWS.loopback(try await StoreServer.start(.localstack).address)
        let client = AWSClient(fresh)
        await #expect(throws: AWSFailure.self) { _ = try await Self.decrypt(object, client) }
        let again = ObjectStore(fresh, bucket: sample.bucket)
        try await again.prepare(sample.plan)
        #expect(try await again.restore(firm, in: sample.plan) { _, _ in } == Drift(removed: 6))
        let plain = try await Self.decrypt(object, client)
        #expect(SHA256.hash(data: plain).hexadecimal == item.sha256)
    }

    // MARK: Buckets

    @Test func longListingsComeInPages() async throws {
        let sample = try SamplePlan(documents: 7)
        let store = try await filledStore(sample)
        let all = try await store.bucket.list(prefix: "")
        #expect(all.count == 14)
        for size in [1, 3, 7, 14] { #expect(try await store.bucket.list(prefix: "", pageSize: size) == all) }
        #expect(try await store.bucket.list(prefix: "nothing/").isEmpty)
    }

    @Test func keysMayHoldAnyCharacter() async throws {
        let sample = try SamplePlan(documents: 5)
        let firm = sample.firm
        let store = try await filledStore(sample)
        let keys = [
            "a b", "a+b", "a%2Fb", "é会🧾", "<&>'\"", "new\nline", "bell\u{7}", "folder/", "a//b", "a/../b", "a/./b",
            "?x=1&y", "#1", "~_-.", "a=b;c",
        ]
        for key in keys { try await store.bucket.put(firm.objectPrefix + key, text(key)) }
        let listed = try await store.bucket.list(prefix: firm.objectPrefix).map(\.key)
        #expect(Set(listed).isSuperset(of: keys.map { firm.objectPrefix + $0 }))
        for key in keys {
            let body = try await store.bucket.get(firm.objectPrefix + key)?.body
            #expect(body == Array(key.utf8), "\(key.debugDescription)")
        }
        #expect(try await store.restore(firm, in: sample.plan) { _, _ in } == Drift(added: keys.count))
        #expect(try await store.drift(of: firm, in: sample.plan) == .none)
    }

    @Test(arguments: ["us-east-1", "eu-central-1"])
    func bucketsAreMadeInAnyRegion(_ region: String) async throws {
        let sample = try SamplePlan(documents: 5)
        let client = AWSClient(.loopback(endpoint.address, region: region))
        let bucket = Bucket(name: sample.bucket, client: client)
        try await bucket.make()
        try await bucket.make()
        #expect(try await bucket.list(prefix: "").isEmpty)
    }

    @Test func aBucketThatIsMissingIsEmptyToReadAndAnErrorToWrite() async throws {
        let bucket = Bucket(name: "cpa-nothing", client: AWSClient(endpoint))
        #expect(try await bucket.list(prefix: "").isEmpty)
        #expect(try await bucket.get("a") == nil)
        let error = await #expect(throws: SeedingError.self) { try await bucket.put("a", text("a")) }
        #expect(error?.code == .refused)
        #expect(error?.message.hasPrefix("S3 refused to store the object a: NoSuchBucket: ") == true)
    }

    // MARK: Reading as a backend does

    /// The plain bytes of an object, by what stands in its metadata.
    static func decrypt(_ object: Bucket.Object, _ client: AWSClient) async throws -> [UInt8] {
        struct Request: Encodable {
            var CiphertextBlob: String
            var EncryptionContext: [String: String]
        }
        struct Answer: Decodable { var Plaintext: String }
        func value(_ name: String) throws -> String {
            let value = object.headers["x-amz-meta-x-amz-\(name)"]
            return try #require(value)
        }
        let context = try JSONDecoder().decode([String: String].self, from: Data(try value("matdesc").utf8))
        let request = Request(CiphertextBlob: try value("key-v2"), EncryptionContext: context)
        let answer = try await client.kms("Decrypt", request, as: Answer.self)
        let key = try #require(Data(base64Encoded: answer.Plaintext))
        let nonce = try #require(Data(base64Encoded: try value("iv")))
        return try EnvelopeTests.open(object.body, Array(key), Array(nonce))
    }
}
