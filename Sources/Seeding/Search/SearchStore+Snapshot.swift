import FoundationEssentials

/// Every collection with its schema and its documents, and every alias. Keys, synonyms and overrides are not part of it.
extension SearchStore: SnapshotStore {
    private struct Index: Hashable, Sendable, Codable {
        struct Collection: Hashable, Sendable, Codable {
            var name: String
            /// What makes it, as JSON.
            var definition: String
            /// The name of the file with its documents, a line each.
            var file: String
        }

        var collections: [Collection]
        /// The names of collections by their aliases.
        var aliases: [String: String]
    }

    private static let indexName = "index.json"

    func save(into directory: String) async throws {
        var index = Index(collections: [], aliases: try await client.aliases())
        for collection in try await client.collections().sorted(by: { $0.json < $1.json }) {
            guard let (name, definition) = Self.definition(of: collection) else { continue }
            let file = "\(index.collections.count).jsonl"
            try Self.write(Data(try await client.export(name)), to: "\(directory)/\(file)")
            index.collections.append(Index.Collection(name: name, definition: definition.json, file: file))
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        try Self.write(try encoder.encode(index), to: "\(directory)/\(Self.indexName)")
    }

    func restore(from directory: String, keeping undo: UndoFolder?) async throws {
        let path = "\(directory)/\(Self.indexName)"
        guard let index = try? JSONDecoder().decode(Index.self, from: Self.read(path)) else {
            throw SeedingError(.files, "\(path) is no index of collections")
        }
        let definitions = try await client.collections().compactMap(Self.definition)
        var existing = Dictionary(definitions) { first, _ in first }
        for collection in index.collections {
            let documents = try Self.read("\(directory)/\(collection.file)")
            try await restore(collection, documents, existing.removeValue(forKey: collection.name))
        }
        var aliases = try await client.aliases()
        for (alias, name) in index.aliases.sorted(by: { $0.key < $1.key })
        where aliases.removeValue(forKey: alias) != name {
            try await client.setAlias(alias, to: name)
        }
        for alias in aliases.keys.sorted() { try await client.delete(alias: alias) }
        for name in existing.keys.sorted() { try await client.delete(collection: name) }
    }

    private func restore(_ collection: Index.Collection, _ documents: Data, _ current: JSONValue?) async throws {
        guard let definition = JSONValue(parsing: collection.definition.utf8) else {
            throw SeedingError(.files, "the snapshot's schema of \(collection.name) is no JSON")
        }
        if current != definition {
            if current != nil { try await client.delete(collection: collection.name) }
            try await client.create(definition)
        }
        var rest = Self.documents(Data(try await client.export(collection.name)))
        let wrong = Self.documents(documents).filter { rest.removeValue(forKey: $0.key) != $0.value }
        try await client.write(wrong.keys.sorted().compactMap { wrong[$0] }, to: collection.name) { _ in }
        try await client.delete(rest.keys.sorted(), from: collection.name)
    }

    /// The lines of an export by the documents' ids. The server writes equal documents in equal lines.
    private static func documents(_ export: Data) -> [String: String] {
        let lines = export.split(separator: UInt8(ascii: "\n")).compactMap { line -> (String, String)? in
            guard let id = JSONValue(parsing: line)?["id"]?.text else { return nil }
            return (id, String(decoding: line, as: UTF8.self))
        }
        return Dictionary(lines) { $1 }
    }

    /// A collection's name and what makes it, out of what the server tells about it.
    private static func definition(of collection: JSONValue) -> (String, JSONValue)? {
        guard case .object(var members) = collection, let name = members["name"]?.text else { return nil }
        members["created_at"] = nil
        members["num_documents"] = nil
        return (name, .object(members))
    }

    private static func read(_ path: String) throws(SeedingError) -> Data {
        do { return try Data(contentsOf: URL(filePath: path)) } catch {
            throw SeedingError(.files, "cannot read \(path): \(error)")
        }
    }

    private static func write(_ data: Data, to path: String) throws(SeedingError) {
        do { try data.write(to: URL(filePath: path)) } catch {
            throw SeedingError(.files, "cannot write \(path): \(error)", remedy: "make room there")
        }
    }
}
