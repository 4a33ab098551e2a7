import FoundationEssentials
import YAMLTree

/// Every object of the bucket, whose bytes are a file each, and an index with what belongs to them. Keys in KMS need no
/// keeping: they are always the same.
extension ObjectStore: SnapshotStore {
    private struct Entry: Hashable, Sendable, Codable {
        var key: String
        var entityTag: String
        var contentType: String
        var metadata: [String: String]
        /// The name of the file with its bytes.
        var file: String
    }

    func save(into directory: String) async throws {
        let objects = try await list(prefix: "")
        let entries = Collected<Entry>()
        try await forEachConcurrently(Array(objects.enumerated()), limit: Self.width) { number, object in
            let answer = try await self.client.s3("GET", "/\(self.bucket)/\(object.key)")
            guard answer.isSuccess else { throw Self.refusal(answer, object.key) }
            let file = "\(number).bin"
            try Self.write(Data(answer.body), to: "\(directory)/\(file)")
            let metadata = answer.headers.filter { $0.name.lowercased().hasPrefix("x-amz-meta-") }
            entries.append(
                Entry(
                    key: object.key,
                    entityTag: object.entityTag,
                    contentType: answer.header("content-type") ?? "application/octet-stream",
                    metadata: Dictionary(metadata.map { ($0.name.lowercased(), $0.value) }) { first, _ in first },
                    file: file
                )
            )
        }
        let sorted = entries.all.sorted { $0.key < $1.key }
        try Self.write(try JSONEncoder().encode(sorted), to: "\(directory)/index.json")
    }

    func restore(from directory: String) async throws {
        guard let data = try? Data(contentsOf: URL(filePath: "\(directory)/index.json")),
            let entries = try? JSONDecoder().decode([Entry].self, from: data)
        else { throw SeedingError(.files, "cannot read \(directory)/index.json") }
        let made = try await client.s3("PUT", "/\(bucket)")
        guard made.isSuccess || made.status == 409 else { throw Self.refusal(made, "the bucket \(bucket)") }
        var rest = Dictionary(try await list(prefix: "").map { ($0.key, $0.entityTag) }) { first, _ in first }
        let wrong = entries.filter { rest.removeValue(forKey: $0.key) != $0.entityTag }
        try await forEachConcurrently(wrong, limit: Self.width) { entry in
            let bytes: [UInt8]
            do { bytes = try LocalFiles().read("\(directory)/\(entry.file)", limit: Self.bodyLimit) } catch {
                throw SeedingError(.files, "cannot read \(directory)/\(entry.file)")
            }
            let headers =
                [("content-type", entry.contentType)] + entry.metadata.sorted { $0.key < $1.key }.map { ($0, $1) }
            let answer = try await self.client.s3("PUT", "/\(self.bucket)/\(entry.key)", headers: headers, body: bytes)
            guard answer.isSuccess else { throw Self.refusal(answer, entry.key) }
        }
        try await forEachConcurrently(rest.keys.sorted(), limit: Self.width) { try await self.delete($0) }
    }

    private static func write(_ data: Data, to path: String) throws(SeedingError) {
        do { try data.write(to: URL(filePath: path)) } catch {
            throw SeedingError(.files, "cannot write \(path): \(error)", remedy: "make room there")
        }
    }
}
