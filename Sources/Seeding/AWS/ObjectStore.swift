import ControlAPI
import Crypto
import Foundations
import Synchronization
import YAMLTree

/// The S3 part of the seed: each firm's documents below its prefix, and the KMS key that wraps their data keys.
///
/// An object matches the seed if both its MD5 and its headers do; without the headers it cannot be decrypted. A listing
/// includes the MD5, but the headers need a request for each object. The store therefore caches verified objects with
/// their last modification time, which a listing also includes. Noncurrent object versions are left alone, because
/// bucket versioning is the developer's own setting.
final class ObjectStore: SeedStore {
    let bucket: Bucket
    let keys: KeyManager
    /// Verified objects by bucket and key.
    private let verified: PersistentMemory<Verified>
    /// Entity tags by document and content, so that drift detection encrypts each document only once.
    private let entityTags = Mutex<[String: String]>([:])

    /// The number of concurrent requests.
    static let width = 16
    /// The maximum size of a file in bytes. S3 accepts up to 5 GB in one request, but the file is held in memory.
    static let sizeLimit = 1 << 30

    /// - Parameter memory: the path of the cache file; nil keeps the cache in memory only.
    init(_ endpoint: StoreEndpoints.AWS, bucket: String, memory: String? = nil) {
        let client = AWSClient(endpoint)
        keys = KeyManager(client)
        verified = PersistentMemory(memory)
        self.bucket = Bucket(name: bucket, client: client)
    }

    var name: StoreName { .s3 }

    func prepare(_ plan: SeedPlan) async throws {
        // A firm's key is created by its restore, because drift detection must not repair anything.
        try await bucket.make()
    }

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
        try await keep(
            difference.wrong.map(\.key) + difference.added,
            difference.found,
            key: difference.isKeyUsable ? nil : try await keys.state(of: firm.slug),
            uploads: difference.uploads.count,
            firm: firm.slug,
            drift: difference.drift,
            in: undo
        )
        if !difference.isKeyUsable { try await keys.ensure(firm) }
        let total = max(difference.wrong.count + difference.added.count, 1)
        var done = 0
        progress(done, total)
        let written = Collected<(String, Verified)>()
        let unreadable = Collected<SeedingError>()
        defer { if !written.all.isEmpty { verified.update { $0.merge(written.all) { $1 } } } }
        for piece in difference.wrong.chunked(Self.width) {
            try await forEachConcurrently(piece, limit: Self.width) { item in
                // One document keeps no other from being stored.
                do { written.append((self.memoryKey(item.key), try await self.put(item, firm))) } catch let error
                    as SeedingError where error.code == .files
                {
                    unreadable.append(error)
                }
            }
            done += piece.count
            progress(done, total)
        }
        try await remove(difference.added, difference.uploads)
        if var error = unreadable.all.min(by: { $0.message < $1.message }) {
            let others = unreadable.all.count - 1
            if others > 0 { error.message += "; \(others.counted("other document")) could not be stored either" }
            throw error
        }
        progress(total, total)
        return difference.drift
    }

    func remove(firm slug: String, keeping undo: UndoFolder?) async throws -> Drift {
        let prefix = SeedPlan.objectPrefix(of: slug)
        let found = try await bucket.list(prefix: prefix)
        let uploads = try await bucket.uploads(prefix: prefix)
        let key = try await keys.state(of: slug)
        let isAliased = key.target == KeyManager.id(of: slug)
        let drift = Drift(added: found.count + uploads.count + (isAliased ? 1 : 0))
        try await keep(
            found.map(\.key),
            Dictionary(found.map { ($0.key, $0) }) { $1 },
            key: isAliased ? key : nil,
            uploads: uploads.count,
            firm: slug,
            drift: drift,
            in: undo
        )
        try await remove(found.map(\.key), uploads)
        try await keys.removeAlias(of: slug)
        return drift
    }

    func removeElsewhere(_ former: FormerSeed, keeping undo: UndoFolder?) async throws -> Drift {
        guard let name = former.stores?.bucket, name != bucket.name else { return .none }
        let other = Bucket(name: name, client: bucket.client)
        var drift = Drift.none
        for slug in former.firms {
            let found = try await other.list(prefix: SeedPlan.objectPrefix(of: slug))
            let part = Drift(added: found.count)
            let byKey = Dictionary(found.map { ($0.key, $0) }) { $1 }
            try await keep(found.map(\.key), byKey, of: other, key: nil, firm: slug, drift: part, in: undo)
            try await other.delete(found.map(\.key))
            drift = drift + part
        }
        return drift
    }

    private func remove(_ keys: [String], _ uploads: [Bucket.Upload]) async throws {
        try await bucket.delete(keys)
        try await forEachConcurrently(uploads, limit: Self.width) { try await self.bucket.abort($0) }
    }

    // MARK: Comparing

    private struct Difference {
        /// The listed objects by key.
        var found: [String: ListingReader.Object] = [:]
        var wrong: [ObjectItem] = []
        var added: [String] = []
        var uploads: [Bucket.Upload] = []
        var isKeyUsable = true
        var drift = Drift.none
    }

    private func compare(_ firm: SeedPlan.Firm, _ plan: SeedPlan) async throws -> Difference {
        let planned: [ObjectItem] = try plan.items(.objects, of: firm)
        async let isUsable = keys.isUsable(firm)
        async let uploads = bucket.uploads(prefix: firm.objectPrefix)
        var difference = Difference()
        difference.found = Dictionary(try await bucket.list(prefix: firm.objectPrefix).map { ($0.key, $0) }) { $1 }
        difference.isKeyUsable = try await isUsable
        difference.uploads = try await uploads
        var alike: [(ObjectItem, ListingReader.Object)] = []
        var changed: Set<String> = []
        for item in planned {
            guard let found = difference.found[item.key] else {
                difference.drift.removed += 1
                difference.wrong.append(item)
                continue
            }
            if found.size == Envelope.size(ofPlain: item.size), found.entityTag == (try await entityTag(item)) {
                alike.append((item, found))
            } else {
                changed.insert(item.key)
            }
        }
        changed.formUnion(try await objectsWithWrongHeaders(alike, isKeyUsable: difference.isKeyUsable))
        difference.wrong += planned.filter { changed.contains($0.key) }
        difference.added = Set(difference.found.keys).subtracting(planned.map(\.key)).sorted()
        difference.drift.changed = changed.count
        difference.drift.added = difference.added.count + difference.uploads.count
        // Without a usable key no document can be decrypted, so the key counts as removed.
        if !difference.isKeyUsable { difference.drift.removed += 1 }
        return difference
    }

    /// Returns the keys of those objects whose headers differ from the seed, given objects whose bytes match.
    private func objectsWithWrongHeaders(
        _ objects: [(ObjectItem, ListingReader.Object)],
        isKeyUsable: Bool
    ) async throws -> Set<String> {
        let known = verified.all
        let unknown = objects.filter { item, found in known[memoryKey(item.key)]?.covers(found, item) != true }
        guard !unknown.isEmpty else { return [] }
        let wrong = Collected<String>()
        let right = Collected<(String, Verified)>()
        try await forEachConcurrently(unknown, limit: Self.width) { item, found in
            let name = self.memoryKey(item.key)
            let headers = try await self.bucket.headers(of: item.key) ?? [:]
            guard let wrapped = headers[Envelope.wrappedKeyHeader], headers == item.headers(wrappedKey: wrapped) else {
                return wrong.append(item.key)
            }
            // Without a usable key nothing can be unwrapped. The key is reported by itself; check the object next time.
            let isOurs = known[name]?.wrappedKey == wrapped
            guard isOurs || isKeyUsable else { return }
            if !isOurs, try await self.keys.unwrap(wrapped) != item.secrets.dataKey { return wrong.append(item.key) }
            right.append((name, Verified(found, item, wrappedKey: wrapped)))
        }
        let found = right.all
        if !found.isEmpty { verified.update { $0.merge(found) { $1 } } }
        return Set(wrong.all)
    }

    private func memoryKey(_ key: String) -> String { "\(bucket.name)/\(key)" }

    /// Returns the entity tag of an object with a document; nil if the document's file is gone or was edited, and the
    /// object does not hold the document either.
    private func entityTag(_ item: ObjectItem) async throws -> String? {
        let identity = "\(item.documentID) \(item.sha256)"
        if let known = entityTags.withLock({ $0[identity] }) { return known }
        let tag: String
        do { tag = try envelope(item).entityTag } catch let error as SeedingError where error.code == .files {
            guard let body = try await bucket.get(item.key)?.body, let plain = item.secrets.open(body),
                SHA256.hash(data: plain).hexadecimal == item.sha256
            else { return nil }
            tag = Insecure.MD5.hash(data: body).hexadecimal
        }
        entityTags.withLock { $0[identity] = tag }
        return tag
    }

    // MARK: Writing

    private func put(_ item: ObjectItem, _ firm: SeedPlan.Firm) async throws -> Verified {
        let envelope = try envelope(item)
        let wrapped = try await keys.wrap(envelope.dataKey, firm)
        let object = Bucket.Object(body: envelope.body, headers: item.headers(wrappedKey: wrapped))
        try await bucket.put(item.key, object)
        return Verified(item, wrappedKey: wrapped)
    }

    private func envelope(_ item: ObjectItem) throws -> Envelope {
        let plain: [UInt8]
        do { plain = try LocalFiles().read(item.file, limit: Self.sizeLimit) } catch {
            throw SeedingError(.files, "cannot read \(item.file): \(error.message)", remedy: "cpadev seed --rebuild")
        }
        // Postgres has the digest of the loaded file; an object with other bytes would contradict it.
        guard SHA256.hash(data: plain).hexadecimal == item.sha256 else {
            throw SeedingError(.files, "\(item.file) has changed since it was loaded", remedy: "cpadev seed --rebuild")
        }
        return try Envelope(plain: plain, documentID: item.documentID, sha256: item.sha256)
    }
}

extension ObjectItem {
    fileprivate var secrets: Envelope.Secrets { Envelope.Secrets(documentID: documentID, sha256: sha256) }

    /// Returns the headers to store the object with.
    fileprivate func headers(wrappedKey: String) -> [String: String] {
        var headers = Envelope.metadata(nonce: secrets.nonce, plainSize: size)
        headers[Envelope.wrappedKeyHeader] = wrappedKey
        headers["content-type"] = contentType
        return headers
    }
}

extension Array {
    /// Splits the array into chunks of at most `size` elements.
    func chunked(_ size: Int) -> [[Element]] {
        stride(from: 0, to: count, by: size).map { Array(self[$0..<Swift.min($0 + size, count)]) }
    }
}
