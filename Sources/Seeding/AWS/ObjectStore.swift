import ControlAPI
import FoundationEssentials
import Synchronization
import YAMLTree

/// S3's share of the seed: a firm's documents below its prefix, and the key in KMS that their data keys are wrapped with.
final class ObjectStore: SeedStore {
    let client: AWSClient
    let bucket: String
    private let keys: KeyManager
    /// Entity tags by document and content, so that looking for drift encrypts nothing twice.
    private let entityTags = Mutex<[String: String]>([:])

    /// Requests at a time.
    static let width = 8
    static let bodyLimit = 1 << 30

    init(_ endpoint: StoreEndpoints.AWS, bucket: String) {
        client = AWSClient(endpoint)
        keys = KeyManager(client)
        self.bucket = bucket
    }

    var name: StoreName { .s3 }

    func prepare(_ plan: SeedPlan) async throws {
        let answer = try await client.s3("HEAD", "/\(bucket)")
        guard !answer.isSuccess else { return }
        let made = try await client.s3("PUT", "/\(bucket)")
        // Another firm's load may have been faster.
        guard made.isSuccess || made.status == 409 else { throw Self.refusal(made, "the bucket \(bucket)") }
    }

    func drift(of firm: SeedPlan.Firm, in plan: SeedPlan) async throws -> Drift {
        try await compare(firm, plan).drift
    }

    func restore(
        _ firm: SeedPlan.Firm,
        in plan: SeedPlan,
        progress: @Sendable (_ done: Int, _ total: Int) -> Void
    ) async throws -> Drift {
        let difference = try await compare(firm, plan)
        try await keys.ensure(firm)
        let total = difference.wrong.count + difference.added.count
        var done = 0
        progress(0, max(total, 1))
        for piece in difference.wrong.chunked(Self.width) {
            try await forEachConcurrently(piece, limit: Self.width) { try await self.put($0, firm) }
            done += piece.count
            progress(done, total)
        }
        try await forEachConcurrently(difference.added, limit: Self.width) { try await self.delete($0) }
        progress(max(total, 1), max(total, 1))
        return difference.drift
    }

    // MARK: Comparing

    private struct Difference {
        var wrong: [ObjectItem] = []
        var added: [String] = []
        var drift = Drift.none
    }

    private func compare(_ firm: SeedPlan.Firm, _ plan: SeedPlan) async throws -> Difference {
        let planned: [ObjectItem] = try plan.items(.objects, of: firm)
        async let isUsable = keys.isUsable(firm)
        let objects = try await list(prefix: firm.objectPrefix)
        var rest = Dictionary(objects.map { ($0.key, $0) }) { first, _ in first }
        var difference = Difference()
        for item in planned {
            guard let found = rest.removeValue(forKey: item.key) else {
                difference.drift.removed += 1
                difference.wrong.append(item)
                continue
            }
            guard try found.entityTag != entityTag(item) else { continue }
            difference.drift.changed += 1
            difference.wrong.append(item)
        }
        difference.added = rest.keys.sorted()
        difference.drift.added = difference.added.count
        // A key that cannot be used makes documents unreadable as surely as if they were gone.
        if try await !isUsable { difference.drift.removed += 1 }
        return difference
    }

    private func entityTag(_ item: ObjectItem) throws -> String {
        let identity = "\(item.documentID) \(item.sha256)"
        if let known = entityTags.withLock({ $0[identity] }) { return known }
        let tag = try envelope(item).entityTag
        entityTags.withLock { $0[identity] = tag }
        return tag
    }

    private func envelope(_ item: ObjectItem) throws -> Envelope {
        let plain: [UInt8]
        do { plain = try LocalFiles().read(item.file, limit: Self.bodyLimit) } catch {
            throw SeedingError(.files, "cannot read \(item.file)", remedy: "cpadev seed --rebuild")
        }
        return try Envelope(plain: plain, documentID: item.documentID, sha256: item.sha256)
    }

    // MARK: Objects

    func list(prefix: String) async throws -> [ListingReader.Object] {
        var objects: [ListingReader.Object] = []
        var continuation: String?
        repeat {
            var query = [("list-type", "2"), ("prefix", prefix)]
            if let continuation { query.append(("continuation-token", continuation)) }
            let answer = try await client.s3("GET", "/\(bucket)", query: query)
            if answer.status == 404 { return [] }
            guard answer.isSuccess else { throw Self.refusal(answer, "the listing of \(bucket)") }
            let listing = try ListingReader.read(answer.text)
            objects += listing.objects
            continuation = listing.continuation
        } while continuation != nil
        return objects
    }

    private func put(_ item: ObjectItem, _ firm: SeedPlan.Firm) async throws {
        let envelope = try envelope(item)
        let wrapped = try await keys.wrap(envelope.dataKey, firm)
        let headers = [("content-type", item.contentType)] + envelope.metadata(wrappedKey: wrapped)
        let answer = try await client.s3("PUT", "/\(bucket)/\(item.key)", headers: headers, body: envelope.body)
        guard answer.isSuccess else { throw Self.refusal(answer, item.key) }
    }

    func delete(_ key: String) async throws {
        let answer = try await client.s3("DELETE", "/\(bucket)/\(key)")
        guard answer.isSuccess || answer.status == 404 else { throw Self.refusal(answer, key) }
    }

    static func refusal(_ answer: StoreHTTP.Answer, _ what: String) -> SeedingError {
        SeedingError(.refused, "S3 refused \(what): HTTP \(answer.status) \(answer.text.prefix(200))")
    }
}

extension Array {
    /// Pieces of at most so many elements.
    func chunked(_ size: Int) -> [[Element]] {
        stride(from: 0, to: count, by: size).map { Array(self[$0..<Swift.min($0 + size, count)]) }
    }
}
