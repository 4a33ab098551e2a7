import ControlAPI
import Crypto
import FoundationEssentials
import Foundations
import YAMLTree

/// A snapshot holds each object's bytes in a file, and an index with their metadata. KMS keys are not included because
/// they are always the same.
extension ObjectStore: SnapshotStore {
    private struct Entry: Hashable, Sendable, Codable {
        var key: String
        /// The entity tag as listed. It is not a digest of the bytes if the object was a multipart upload.
        var entityTag: String
        /// The hex MD5 of the bytes, which is the entity tag once the object was restored in one request.
        var md5: String
        var headers: [String: String]
        var file: String
    }

    func save(into directory: String) async throws {
        let objects = try await bucket.list(prefix: "")
        let entries = Collected<Entry>()
        try await forEachConcurrently(Array(objects.enumerated()), limit: Self.width) { number, listed in
            // Skip objects deleted since the listing.
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
        // Written last, so that a folder with an index is complete.
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
            // The listing covers the bytes; metadata needs a request for each object.
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
            throw SeedingError(.files, "\(path) has changed since the snapshot was saved")
        }
        return bytes
    }

    private static func write(_ data: Data, to path: String) throws(SeedingError) {
        do { try data.write(to: URL(filePath: path)) } catch {
            throw SeedingError(.files, "cannot write \(path): \(error)", remedy: "make room there")
        }
    }
}
