import ControlAPI
import Crypto
import FoundationEssentials
import YAMLTree

/// Typesense's share of the seed: documents of several collections, each with its firm's slug in the field `firm`.
///
/// A collection's real name carries a hash of its schema, and an alias points at it: another schema is another
/// collection, filled before the alias moves.
struct SearchStore: SnapshotStore {
    private let client: SearchClient
    private let collections: [SeedManifest.Collection]
    private let searchKey: String

    init(_ endpoint: StoreEndpoints.Typesense, _ collections: [SeedManifest.Collection], searchKey: String) {
        client = SearchClient(endpoint)
        self.collections = collections
        self.searchKey = searchKey
    }

    var name: StoreName { .typesense }

    func prepare(_ plan: SeedPlan) async throws {
        guard case .array(let existing) = try await client.get("/collections") else {
            throw SeedingError(.garbled, "Typesense lists its collections as something else")
        }
        let names = existing.compactMap { $0["name"]?.text }
        var aliases: [String: String] = [:]
        if case .array(let list)? = try await client.get("/aliases")["aliases"] {
            for alias in list {
                if let name = alias["name"]?.text { aliases[name] = alias["collection_name"]?.text }
            }
        }
        for collection in collections {
            let schema = try Schema(collection)
            if !names.contains(schema.physicalName) {
                _ = try await client.send("POST", "/collections", body: schema.body, allowing: [409])
            }
            guard aliases[collection.name] != schema.physicalName else { continue }
            let body = Array("{\"collection_name\":\"\(schema.physicalName)\"}".utf8)
            _ = try await client.send("PUT", "/aliases/\(collection.name)", body: body)
            for stale in names where Schema.isPhysicalName(stale, of: collection.name) && stale != schema.physicalName {
                _ = try await client.send("DELETE", "/collections/\(stale)", allowing: [404])
            }
        }
        try await ensureSearchKey()
    }

    func drift(of firm: SeedPlan.Firm, in plan: SeedPlan) async throws -> Drift {
        var drift = Drift.none
        for collection in collections { drift = drift + (try await compare(collection.name, firm, plan)).drift }
        return drift
    }

    func restore(
        _ firm: SeedPlan.Firm,
        in plan: SeedPlan,
        progress: @Sendable (_ done: Int, _ total: Int) -> Void
    ) async throws -> Drift {
        var drift = Drift.none
        for (index, collection) in collections.enumerated() {
            progress(index, collections.count)
            let difference = try await compare(collection.name, firm, plan)
            try await client.importDocuments(difference.wrong.map { Array($0.json.utf8) }, into: collection.name)
            let client = client
            try await forEachConcurrently(difference.added, limit: 8) { id in
                try await client.delete(id, from: collection.name)
            }
            drift = drift + difference.drift
        }
        progress(collections.count, collections.count)
        return drift
    }

    // MARK: Comparing

    private struct Difference {
        var wrong: [SearchItem] = []
        var added: [String] = []
        var drift = Drift.none
    }

    private func compare(_ collection: String, _ firm: SeedPlan.Firm, _ plan: SeedPlan) async throws -> Difference {
        let planned: [SearchItem] = try plan.items(.search(collection: collection), of: firm)
        var rest: [String: JSONValue] = [:]
        for (document, _) in try await client.export(collection, firm: firm.slug) {
            if let id = document["id"]?.text { rest[id] = document }
        }
        var difference = Difference()
        for item in planned {
            guard let found = rest.removeValue(forKey: item.id) else {
                difference.drift.removed += 1
                difference.wrong.append(item)
                continue
            }
            guard found != (try SearchClient.json(item.json.utf8, "the plan")) else { continue }
            difference.drift.changed += 1
            difference.wrong.append(item)
        }
        difference.added = rest.keys.sorted()
        difference.drift.added = difference.added.count
        return difference
    }

    // MARK: Keys

    /// The key that may search and nothing else, with a value that is always the same, so that keys made of it are.
    private func ensureSearchKey() async throws {
        guard case .array(let keys)? = try await client.get("/keys")["keys"] else { return }
        let prefix = String(searchKey.prefix(4))
        if keys.contains(where: { $0["value_prefix"]?.text == prefix && $0["description"]?.text == Self.keyNote }) {
            return
        }
        let request: JSONValue = .object([
            "description": .text(Self.keyNote), "value": .text(searchKey),
            "actions": .array([.text("documents:search")]),
            "collections": .array([.text("*")]),
        ])
        _ = try await client.send("POST", "/keys", body: Array(try JSONEncoder().encode(request)), allowing: [409])
    }

    private static let keyNote = "cpadev: search only"

    /// A key that finds documents of one firm only. It is made of the search-only key without asking the server.
    /// Source: Typesense API Reference, "Generate Scoped Search Key".
    static func scopedKey(for slug: String, of searchKey: String) -> String {
        let parameters = "{\"filter_by\":\"firm:=\(slug)\"}"
        let key = SymmetricKey(data: Array(searchKey.utf8))
        let digest = HMAC<SHA256>.authenticationCode(for: Array(parameters.utf8), using: key)
        let text = Data(digest).base64EncodedString() + searchKey.prefix(4) + parameters
        return Data(text.utf8).base64EncodedString()
    }
}

extension SearchStore {
    /// A collection's schema, and the name that follows from it.
    private struct Schema {
        let physicalName: String
        /// What makes the collection.
        let body: [UInt8]

        init(_ collection: SeedManifest.Collection) throws {
            let bytes: [UInt8]
            do { bytes = try LocalFiles().read(collection.schema, limit: 1 << 20) } catch {
                throw SeedingError(.badSeed, "cannot read the schema \(collection.schema)")
            }
            guard case .object(var schema)? = try? JSONDecoder().decode(JSONValue.self, from: Data(bytes)) else {
                throw SeedingError(.badSeed, "the schema \(collection.schema) is no JSON object")
            }
            physicalName = "\(collection.name)_\(SHA256.hash(data: bytes).hexadecimal.prefix(8))"
            schema["name"] = .text(physicalName)
            body = Array(try JSONEncoder().encode(JSONValue.object(schema)))
        }

        static func isPhysicalName(_ name: String, of collection: String) -> Bool {
            name.hasPrefix("\(collection)_") && name.utf8.count == collection.utf8.count + 9
        }
    }

    // MARK: Snapshots

    func save(into directory: String) async throws {
        for collection in collections {
            let lines = try await client.export(collection.name, firm: nil).map { Array($0.json) }
            let data = Data(lines.joined(separator: [UInt8(ascii: "\n")]))
            do { try data.write(to: URL(filePath: "\(directory)/\(collection.name).jsonl")) } catch {
                throw SeedingError(.files, "cannot write into \(directory): \(error)", remedy: "make room there")
            }
        }
    }

    func restore(from directory: String) async throws {
        for collection in collections {
            let path = "\(directory)/\(collection.name).jsonl"
            guard let data = try? Data(contentsOf: URL(filePath: path)) else { continue }
            let lines = data.split(separator: UInt8(ascii: "\n")).map { Array($0) }
            var rest: Set<String> = []
            for (document, _) in try await client.export(collection.name, firm: nil) {
                if let id = document["id"]?.text { rest.insert(id) }
            }
            for line in lines {
                if let id = try SearchClient.json(line, "the snapshot")["id"]?.text { rest.remove(id) }
            }
            try await client.importDocuments(lines, into: collection.name)
            let client = client
            try await forEachConcurrently(rest.sorted(), limit: 8) {
                try await client.delete($0, from: collection.name)
            }
        }
    }
}
