import ControlAPI
import Crypto
import FoundationEssentials
import YAMLTree

/// Every object of the bucket, whose bytes are a file each, and an index with what belongs to them. Keys in KMS need no
/// keeping: they are always the same.
extension ObjectStore: SnapshotStore {
    private struct Entry: Hashable, Sendable, Codable {
        var key: String
        /// As S3 gave it: for an object that was uploaded in parts it is no digest of the bytes.
        var entityTag: String
        /// Of the bytes, in hex: the entity tag of the object once it was put back in one piece.
        var md5: String
        /// See ``Bucket/Object/headers``.
        var headers: [String: String]
        /// The name of the file with its bytes.
        var file: String
    }

    func save(into directory: String) async throws {
        let objects = try await bucket.list(prefix: "")
        let entries = Collected<Entry>()
        try await forEachConcurrently(Array(objects.enumerated()), limit: Self.width) { number, listed in
            // What was deleted since it was listed is in no snapshot.
            guard let object = try await self.bucket.get(listed.key) else { return }
            let file = "\(number).bin"
            try Self.write(Data(object.body), to: "\(directory)/\(file)")
            entries.append(
                Entry(
                    key: listed.key,
                    entityTag: listed.entityTag,
                    md5: Insecure.MD5.hash(data: object.body).hexadecimal,
                    headers: object.headers,
                    file: file
                )
            )
        }
        // Last, so that a folder with an index is whole.
        let sorted = entries.all.sorted { $0.key < $1.key }
        try Self.write(try JSONEncoder().encode(sorted), to: "\(directory)/index.json")
    }

    func restore(from directory: String, keeping undo: UndoFolder?) async throws {
        let entries: [Entry]
        do {
            let index = try LocalFiles().read("\(directory)/index.json", limit: Self.sizeLimit)
            entries = try JSONDecoder().decode([Entry].self, from: Data(index))
        } catch { throw SeedingError(.files, "cannot read \(directory)/index.json: \(error)") }
        try await bucket.make()
        let listed = try await bucket.list(prefix: "")
        let found = Dictionary(listed.map { ($0.key, $0) }) { $1 }
        let differing = Collected<Entry>()
        try await forEachConcurrently(entries, limit: Self.width) { entry in
            // The listing tells of the bytes; only the object itself tells of its metadata.
            if let tag = found[entry.key]?.entityTag, tag == entry.entityTag || tag == entry.md5 {
                if try await self.bucket.headers(of: entry.key) == entry.headers { return }
            }
            differing.append(entry)
        }
        let wrong = differing.all
        let added = Set(found.keys).subtracting(entries.map(\.key)).sorted()
        let removed = wrong.count { found[$0.key] == nil }
        let drift = Drift(added: added.count, changed: wrong.count - removed, removed: removed)
        try await keep(wrong.map(\.key) + added, found, key: nil, firm: "", drift: drift, in: undo)
        try await forEachConcurrently(wrong, limit: Self.width) { entry in
            let body = try Self.read("\(directory)/\(entry.file)", md5: entry.md5)
            try await self.bucket.put(entry.key, Bucket.Object(body: body, headers: entry.headers))
        }
        try await bucket.delete(added)
    }

    private static func read(_ path: String, md5: String) throws(SeedingError) -> [UInt8] {
        let bytes: [UInt8]
        do { bytes = try LocalFiles().read(path, limit: sizeLimit) } catch {
            throw SeedingError(.files, "cannot read \(path): \(error.message)")
        }
        guard Insecure.MD5.hash(data: bytes).hexadecimal == md5 else {
            throw SeedingError(.files, "\(path) is not what the snapshot saved")
        }
        return bytes
    }

    private static func write(_ data: Data, to path: String) throws(SeedingError) {
        do { try data.write(to: URL(filePath: path)) } catch {
            throw SeedingError(.files, "cannot write \(path): \(error)", remedy: "make room there")
        }
    }
}
