import ControlAPI
import Foundations

/// The parts that all firms share: schemas, aliases, synonyms, overrides, the search key, and collections of earlier schema
/// versions.
extension SearchStore {
    /// The differences of the shared parts from the seed.
    private struct SharedDifference {
        /// Collections whose schema differs.
        var schemas: [(SearchSchema, live: JSONValue, SchemaDifference)] = []
        /// Collections that lack only the mark, because an earlier version of cpadev created them.
        var unmarked: [(SearchSchema, live: JSONValue, SchemaDifference)] = []
        /// Collections that occupy the name of an alias, so that services use them instead of the seed's.
        var blocking: [String] = []
        /// Synonyms and overrides; the seed has none.
        var extras: [(collection: String, SearchExtra)] = []
        /// Aliases that are missing or lead elsewhere, with their current target.
        var aliases: [(SearchSchema, current: String?)] = []
        /// Collections of earlier schema versions.
        var superseded: [JSONValue] = []
        /// The number of missing collections.
        var missing = 0
        /// Whether the search key is missing, without which no firm's key works.
        var lacksKey = false

        var drift: Drift {
            let missing = missing + aliases.count { $0.current == nil } + (lacksKey ? 1 : 0)
            let changed = schemas.count + aliases.count { $0.current != nil }
            return Drift(added: extras.count + superseded.count + blocking.count, changed: changed, removed: missing)
        }
    }

    func sharedDrift(in plan: SeedPlan) async throws -> Drift { try await sharedDifference().drift }

    func restoreShared(in plan: SeedPlan, keeping undo: UndoFolder?) async throws -> Drift {
        let difference = try await sharedDifference()
        try await undo?.keep(.typesense, firm: "", drift: difference.drift) { part in
            var kept = KeptSearch(collections: [])
            for collection in difference.superseded {
                if let whole = try await whole(collection) { kept.collections.append(whole) }
            }
            let extras = Dictionary(grouping: difference.extras, by: \.collection)
            let touched = Set(extras.keys).union(difference.schemas.map(\.0.physicalName))
            for name in touched.sorted() {
                var collection = KeptSearch.Collection(name: name)
                let live = difference.schemas.first { $0.0.physicalName == name }?.live
                if let definition = live.flatMap(Self.definition)?.1 { collection.state = .defined(definition.json) }
                collection.extras = extras[name]?.map(\.1) ?? []
                kept.collections.append(collection)
            }
            kept.aliases = difference.aliases.map { KeptSearch.Alias(name: $0.0.name, collection: $0.current) }
            try kept.write(to: part)
        }
        for (schema, live, difference) in difference.schemas + difference.unmarked {
            try await change(schema.physicalName, live, to: schema.definition, difference, keeping: undo)
        }
        for (collection, extra) in difference.extras { try await client.delete(extra, of: collection) }
        for (schema, _) in difference.aliases { try await client.setAlias(schema.name, to: schema.physicalName) }
        for name in difference.superseded.compactMap({ $0["name"]?.text }) {
            try await client.delete(collection: name)
        }
        if difference.lacksKey { try await makeSearchKey() }
        return difference.drift
    }

    /// Removes the collections of an earlier seed that this one does not have, and their aliases.
    func removeElsewhere(_ former: FormerSeed, keeping undo: UndoFolder?) async throws -> Drift {
        let names = Set(try schemas().map(\.name))
        let gone = try (former.stores?.collections ?? []).filter { !names.contains($0.name) }.map(SearchSchema.init)
        guard !gone.isEmpty else { return .none }
        let found = try await client.collections().filter { live in gone.contains { $0.isOwn(live) } }
        let own = Set(found.compactMap { $0["name"]?.text })
        let aliases = try await client.aliases().filter { alias, target in
            own.contains(target) && gone.contains { $0.name == alias }
        }
        let drift = Drift(added: found.count + aliases.count)
        try await undo?.keep(.typesense, firm: "", drift: drift) { part in
            var kept = KeptSearch(collections: [])
            for collection in found {
                if let whole = try await whole(collection) { kept.collections.append(whole) }
            }
            kept.aliases = aliases.map { KeptSearch.Alias(name: $0.key, collection: $0.value) }
            try kept.write(to: part)
        }
        for name in aliases.keys { try await client.delete(alias: name) }
        for name in own { try await client.delete(collection: name) }
        return drift
    }

    private func sharedDifference() async throws -> SharedDifference {
        guard !collections.isEmpty else { return SharedDifference() }
        let live = try await client.collections()
        let aliases = try await client.aliases()
        var difference = SharedDifference()
        for schema in try schemas() {
            if let collection = live.first(where: { $0["name"]?.text == schema.physicalName }) {
                let change = SchemaDifference(live: collection, wanted: schema.definition)
                if schema.isMarkAlone(change) {
                    difference.unmarked.append((schema, collection, change))
                } else if !change.isEmpty {
                    difference.schemas.append((schema, collection, change))
                }
                for extra in try await client.extras(of: schema.physicalName) {
                    difference.extras.append((schema.physicalName, extra))
                }
            } else {
                difference.missing += 1
            }
            if live.contains(where: { $0["name"]?.text == schema.name }) {
                // The server cannot create an alias with the name of a collection.
                difference.blocking.append(schema.name)
            } else if aliases[schema.name] != schema.physicalName {
                difference.aliases.append((schema, aliases[schema.name]))
            }
            difference.superseded += live.filter(schema.isSuperseded)
        }
        difference.lacksKey = try await !client.keys().contains(Self.keyDescription)
        return difference
    }

    /// Changes a collection's schema in place if the server supports it. Otherwise recreates the collection with all
    /// documents that conform to the new schema.
    func change(
        _ name: String,
        _ live: JSONValue,
        to definition: JSONValue,
        _ difference: SchemaDifference,
        keeping undo: UndoFolder?
    ) async throws {
        if !difference.needsRecreation, try await client.change(fields: difference, of: name) == nil { return }
        try await requireCreatable(definition)
        let lines = Self.lines(try await client.export(name))
        let extras = try await client.extras(of: name)
        try await undo?.keep(.typesense, firm: "", drift: Drift(changed: 1)) { part in
            var collection = KeptSearch.Collection(name: name, documents: lines)
            if let definition = Self.definition(of: live)?.1 { collection.state = .defined(definition.json) }
            collection.extras = extras
            try KeptSearch(collections: [collection]).write(to: part)
        }
        try await client.delete(collection: name)
        try await client.create(definition)
        // Documents that the schema rejects are not the seed's, or the caller writes them afterwards.
        try await client.write(lines, to: name, progress: { _ in }, refused: { _ in })
        for extra in extras { try await client.put(extra, of: name) }
    }

    /// Throws if the server refuses a definition, before the collection that has the name is deleted for it.
    private func requireCreatable(_ definition: JSONValue) async throws {
        guard case .object(var members) = definition, let name = members["name"]?.text else { return }
        members["name"] = .text(name + "_cpadev_trial")
        try await client.create(.object(members))
        try await client.delete(collection: name + "_cpadev_trial")
    }

    /// Returns a collection with all its content.
    func whole(_ collection: JSONValue) async throws -> KeptSearch.Collection? {
        guard let (name, definition) = Self.definition(of: collection) else { return nil }
        var kept = KeptSearch.Collection(name: name, documents: Self.lines(try await client.export(name)))
        kept.state = .defined(definition.json)
        kept.extras = try await client.extras(of: name)
        return kept
    }

    /// Extracts a collection's name and definition from the server's description of it.
    static func definition(of collection: JSONValue) -> (String, JSONValue)? {
        guard case .object(var members) = collection, let name = members["name"]?.text else { return nil }
        // A refused change can leave a facet without an index, with which no collection can be created.
        members["fields"] = .list(
            (members["fields"]?.elements ?? []).map { field in
                guard case .object(let field) = field, field["index"] == .bool(false) else { return field }
                return .object(field.merging(["facet": .bool(false)]) { $1 })
            }
        )
        members["created_at"] = nil
        members["num_documents"] = nil
        return (name, .object(members))
    }

    /// The lines of an export.
    static func lines(_ export: [UInt8]) -> [String] {
        export.split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }
    }
}
