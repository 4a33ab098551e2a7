import FoundationEssentials
import Foundations

/// A snapshot holds every alias and every collection with its schema, documents, synonyms and overrides, but no keys.
extension SearchStore: SnapshotStore {
    private struct Index: Hashable, Sendable, Codable {
        struct Collection: Hashable, Sendable, Codable {
            var name: String
            /// The collection's definition as JSON.
            var definition: String
            /// The file with the documents, one per line.
            var file: String
            /// nil in snapshots of earlier versions, which did not save synonyms and overrides.
            var extras: [SearchExtra]?
        }

        var collections: [Collection]
        /// Collection names by alias.
        var aliases: [String: String]
    }

    private static let indexName = "index.json"

    func save(into directory: String) async throws {
        var index = Index(collections: [], aliases: try await client.aliases())
        for collection in try await client.collections().sorted(by: { $0.json < $1.json }) {
            guard let (name, definition) = Self.definition(of: collection) else { continue }
            let file = "\(index.collections.count).jsonl"
            try Self.write(Data(try await client.export(name)), to: "\(directory)/\(file)")
            let extras = try await client.extras(of: name)
            index.collections.append(
                Index.Collection(name: name, definition: definition.json, file: file, extras: extras)
            )
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        try Self.write(try encoder.encode(index), to: "\(directory)/\(Self.indexName)")
    }

    func restore(from directory: String, keeping undo: UndoFolder?) async throws {
        let path = "\(directory)/\(Self.indexName)"
        guard let index = try? JSONDecoder().decode(Index.self, from: Self.read(path)) else {
            throw SeedingError(.files, "\(path) is not an index of collections")
        }
        var kept = KeptSearch(collections: [])
        for collection in index.collections {
            guard JSONValue(parsing: collection.definition.utf8) != nil else {
                throw SeedingError(.files, "the snapshot's schema of \(collection.name) is not JSON")
            }
            let documents = Self.lines(Array(try Self.read("\(directory)/\(collection.file)")))
            let ids = Set(documents.compactMap(Self.id))
            let current = Self.lines(try await client.export(collection.name)).compactMap(Self.id)
            kept.collections.append(
                KeptSearch.Collection(
                    name: collection.name,
                    state: .defined(collection.definition),
                    documents: documents,
                    missing: current.filter { !ids.contains($0) },
                    extras: collection.extras
                )
            )
        }
        let names = Set(index.collections.map(\.name))
        let added = try await client.collections().compactMap { $0["name"]?.text }.filter { !names.contains($0) }
        kept.collections += added.sorted().map { KeptSearch.Collection(name: $0, state: .absent) }
        let aliases = try await client.aliases().keys.filter { index.aliases[$0] == nil }
        kept.aliases = index.aliases.sorted { $0.key < $1.key }.map {
            KeptSearch.Alias(name: $0.key, collection: $0.value)
        }
        kept.aliases += aliases.sorted().map { KeptSearch.Alias(name: $0) }
        _ = try await put(kept, firm: "", keeping: undo)
    }

    private static func id(_ document: String) -> String? { JSONValue(parsing: document.utf8)?["id"]?.text }

    private static func read(_ path: String) throws(SeedingError) -> Data {
        do { return try WholeFile.read(path) } catch {
            throw SeedingError(.files, "cannot read \(path): \(failureWords(error))")
        }
    }

    private static func write(_ data: Data, to path: String) throws(SeedingError) {
        do { try data.write(to: URL(filePath: path)) } catch {
            throw SeedingError(.files, "cannot write \(path): \(failureWords(error))", remedy: "make room there")
        }
    }
}
