import Foundation
import Testing

@testable import Seeding

/// Snapshots of a bucket on a real LocalStack.
@Suite(.enabled(if: StoreServer.isWanted(.localstack)))
struct ObjectSnapshotTests {
    private let client: AWSClient
    private let store: ObjectStore
    private let sample: SamplePlan
    private var bucket: Bucket { store.bucket }

    init() async throws {
        let endpoint = StoreEndpoints.AWS.loopback(try await StoreServer.shared(.localstack).address)
        client = AWSClient(endpoint)
        sample = try SamplePlan()
        store = ObjectStore(endpoint, bucket: sample.bucket)
        try await store.bucket.make()
    }

    private let objects: [String: Bucket.Object] = [
        "okafor-cpa/a b.txt": Bucket.Object(
            body: Array("a".utf8),
            headers: ["content-type": "text/plain", "x-amz-meta-owner": "nadia", "x-amz-meta-x-amz-tag-len": "128"]
        ),
        "empty": Bucket.Object(body: [], headers: ["content-type": "application/octet-stream"]),
        // The bytes of an empty gzip file: nobody may unpack them on the way.
        "exports/gzip": Bucket.Object(
            body: [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0],
            headers: [
                "content-type": "text/csv", "content-encoding": "gzip", "cache-control": "no-store",
                "content-disposition": "attachment; filename=\"a.csv\"", "content-language": "en",
            ]
        ),
        "exports/large": Bucket.Object(
            body: (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 31) },
            headers: ["content-type": "application/octet-stream"]
        ),
    ]

    private func fill() async throws {
        for (key, object) in objects { try await bucket.put(key, object) }
    }

    private func content() async throws -> [String: Bucket.Object] {
        var content: [String: Bucket.Object] = [:]
        for object in try await bucket.list(prefix: "") { content[object.key] = try await bucket.get(object.key) }
        return content
    }

    @Test func restoresBytesMetadataAndAbsence() async throws {
        let folder = try sample.snapshotFolder()
        try await fill()
        #expect(try await content() == objects, "what was put is what is there")
        try await store.save(into: folder)

        try await bucket.delete("empty")
        try await bucket.put("exports/large", Bucket.Object(body: [1], headers: [:]))
        try await bucket.put("added", Bucket.Object(body: [1], headers: [:]))
        // The same bytes, with other metadata.
        var other = try #require(objects["okafor-cpa/a b.txt"])
        other.headers["x-amz-meta-owner"] = "somebody"
        try await bucket.put("okafor-cpa/a b.txt", other)
        try await store.restore(from: folder, keeping: nil)
        #expect(try await content() == objects)
    }

    @Test func restoresIntoAServerWithoutTheBucket() async throws {
        let folder = try sample.snapshotFolder()
        try await fill()
        try await store.save(into: folder)
        for key in objects.keys { try await bucket.delete(key) }
        _ = try await client.s3("DELETE", "/\(bucket.name)")
        try await store.restore(from: folder, keeping: nil)
        #expect(try await content() == objects)
    }

    @Test func whatIsTheSameIsNotWrittenAgain() async throws {
        let folder = try sample.snapshotFolder()
        try await fill()
        try await store.save(into: folder)
        // Only what differs is read: a restore that wrote anything would miss these files.
        for name in try FileManager.default.contentsOfDirectory(atPath: folder) where name.hasSuffix(".bin") {
            try FileManager.default.removeItem(atPath: "\(folder)/\(name)")
        }
        try await store.restore(from: folder, keeping: nil)
        #expect(try await content() == objects)
    }

    @Test func anEmptyBucketIsASnapshotToo() async throws {
        let folder = try sample.snapshotFolder()
        try await store.save(into: folder)
        try await fill()
        try await store.restore(from: folder, keeping: nil)
        #expect(try await content().isEmpty)
    }

    @Test func aFileThatChangedIsNotRestored() async throws {
        let folder = try sample.snapshotFolder()
        try await fill()
        try await store.save(into: folder)
        for key in objects.keys { try await bucket.delete(key) }
        try Data("x".utf8).write(to: URL(filePath: "\(folder)/0.bin"))
        let error = await #expect(throws: SeedingError.self) { try await store.restore(from: folder, keeping: nil) }
        #expect(error?.code == .files)
        #expect(error?.message == "\(folder)/0.bin has changed since the snapshot was saved")
    }

    @Test(arguments: ["", "[", "{}", #"[{"key": 1}]"#])
    func aBrokenIndexIsAnErrorThatTouchesNothing(_ text: String) async throws {
        let folder = try sample.snapshotFolder()
        try await fill()
        try Data(text.utf8).write(to: URL(filePath: "\(folder)/index.json"))
        let error = await #expect(throws: SeedingError.self) { try await store.restore(from: folder, keeping: nil) }
        #expect(error?.code == .files)
        #expect(try await content().count == objects.count)
    }
}
