import ControlAPI
import Crypto
import Synchronization
import YAMLTree

/// S3's share of the seed: a firm's documents below its prefix, and the key in KMS that their data keys are wrapped with.
///
/// An object is as seeded if its bytes are, by their MD5; what was done to its metadata alone is not noticed.
final class ObjectStore: SeedStore {
    let bucket: Bucket
    private let keys: KeyManager
    /// Entity tags by document and content, so that looking for drift encrypts nothing twice.
    private let entityTags = Mutex<[String: String]>([:])

    /// Requests at a time.
    static let width = 8
    /// In bytes, of one file: S3 takes no more than 5 GB at once, and all of it lies in memory.
    static let sizeLimit = 1 << 30

    init(_ endpoint: StoreEndpoints.AWS, bucket: String) {
        let client = AWSClient(endpoint)
        keys = KeyManager(client)
        self.bucket = Bucket(name: bucket, client: client)
    }

    var name: StoreName { .s3 }

    func prepare(_ plan: SeedPlan) async throws {
        // A firm's key is the firm's own, and made by its restore: whoever only looks for drift repairs nothing.
        try await bucket.make()
    }

    func remove(firm slug: String, keeping undo: UndoFolder?) async throws -> Drift { .none }

    func putBack(
        from undo: UndoFolder,
        keeping redo: UndoFolder?,
        progress: @Sendable (_ done: Int, _ total: Int) -> Void
    ) async throws -> [String: Drift] { [:] }

    // MARK: Stub end

    func drift(of firm: SeedPlan.Firm, in plan: SeedPlan) async throws -> Drift {
        try await compare(firm, plan).drift
    }

    func restore(
        _ firm: SeedPlan.Firm,
        in plan: SeedPlan,
        keeping undo: UndoFolder?,
        progress: @Sendable (_ done: Int, _ total: Int) -> Void
    ) async throws -> Drift {
        let difference = try await compare(firm, plan)
        if !difference.isKeyUsable { try await keys.ensure(firm) }
        let total = max(difference.wrong.count + difference.added.count, 1)
        var done = 0
        progress(done, total)
        for piece in difference.wrong.chunked(Self.width) {
            try await forEachConcurrently(piece, limit: Self.width) { try await self.put($0, firm) }
            done += piece.count
            progress(done, total)
        }
        try await forEachConcurrently(difference.added, limit: Self.width) { try await self.bucket.delete($0) }
        progress(total, total)
        return difference.drift
    }

    // MARK: Comparing

    private struct Difference {
        var wrong: [ObjectItem] = []
        var added: [String] = []
        var isKeyUsable = true
        var drift = Drift.none
    }

    private func compare(_ firm: SeedPlan.Firm, _ plan: SeedPlan) async throws -> Difference {
        let planned: [ObjectItem] = try plan.items(.objects, of: firm)
        async let isUsable = keys.isUsable(firm)
        var rest = Dictionary(try await bucket.list(prefix: firm.objectPrefix).map { ($0.key, $0) }) { $1 }
        var difference = Difference()
        for item in planned {
            guard let found = rest.removeValue(forKey: item.key) else {
                difference.drift.removed += 1
                difference.wrong.append(item)
                continue
            }
            let isSame = try found.size == Envelope.size(ofPlain: item.size) && found.entityTag == entityTag(item)
            guard !isSame else { continue }
            difference.drift.changed += 1
            difference.wrong.append(item)
        }
        difference.added = rest.keys.sorted()
        difference.drift.added = difference.added.count
        difference.isKeyUsable = try await isUsable
        // A key that cannot be used makes documents unreadable as surely as if they were gone.
        if !difference.isKeyUsable { difference.drift.removed += 1 }
        return difference
    }

    private func entityTag(_ item: ObjectItem) throws -> String {
        let identity = "\(item.documentID) \(item.sha256)"
        if let known = entityTags.withLock({ $0[identity] }) { return known }
        let tag = try envelope(item).entityTag
        entityTags.withLock { $0[identity] = tag }
        return tag
    }

    // MARK: Writing

    private func put(_ item: ObjectItem, _ firm: SeedPlan.Firm) async throws {
        let envelope = try envelope(item)
        let wrapped = try await keys.wrap(envelope.dataKey, firm)
        var headers = envelope.metadata(wrappedKey: wrapped)
        headers["content-type"] = item.contentType
        try await bucket.put(item.key, Bucket.Object(body: envelope.body, headers: headers))
    }

    private func envelope(_ item: ObjectItem) throws -> Envelope {
        let plain: [UInt8]
        do { plain = try LocalFiles().read(item.file, limit: Self.sizeLimit) } catch {
            throw SeedingError(.files, "cannot read \(item.file): \(error.message)", remedy: "cpadev seed --rebuild")
        }
        // Postgres has the digest of what was loaded; an object of other bytes would contradict it.
        guard SHA256.hash(data: plain).hexadecimal == item.sha256 else {
            throw SeedingError(.files, "\(item.file) has changed since it was loaded", remedy: "cpadev seed --rebuild")
        }
        return try Envelope(plain: plain, documentID: item.documentID, sha256: item.sha256)
    }
}

extension Array {
    /// Pieces of at most so many elements.
    func chunked(_ size: Int) -> [[Element]] {
        stride(from: 0, to: count, by: size).map { Array(self[$0..<Swift.min($0 + size, count)]) }
    }
}
