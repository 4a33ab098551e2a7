import ControlAPI
import Crypto
import FoundationEssentials
import Foundations
import Synchronization

/// The Typesense part of the seed: each firm's documents in the seed's collections. Schemas, aliases, synonyms and
/// overrides are shared by all firms.
final class SearchStore: SeedStore {
    let client: TypesenseClient
    let collections: [StoreSettings.Collection]
    private let searchKey: String
    /// Hashes of exports that matched the seed, by seed, firm and collection. An unchanged export is thereby recognized
    /// without parsing thousands of documents.
    private let knownExports = Mutex<[String: SHA256.Digest]>([:])

    init(_ endpoint: StoreEndpoints.Typesense, collections: [StoreSettings.Collection], searchKey: String) {
        client = TypesenseClient(endpoint)
        self.collections = collections
        self.searchKey = searchKey
    }

    var name: StoreName { .typesense }

    /// Returns a key whose searches find only the firm's documents.
    func scopedKey(for firm: String) -> ScopedSearchKey { ScopedSearchKey(parent: searchKey, firm: firm) }

    func schemas() throws(SeedingError) -> [SearchSchema] {
        try collections.map { collection throws(SeedingError) in try SearchSchema(collection) }
    }

    func waitUntilCurrent() async throws { try await client.waitUntilApplied() }

    func persist() async { try? await client.makeSnapshot() }

    func prepare(_ plan: SeedPlan) async throws {
        try Self.requireDistinct(plan.firms.map(\.slug))
        try await waitUntilCurrent()
        // It only removes those of an earlier seed.
        guard !collections.isEmpty else { return }
        let existing = try await client.collections().compactMap { $0["name"]?.text }
        let aliases = try await client.aliases()
        for schema in try schemas() {
            guard !existing.contains(schema.name) else {
                throw SeedingError(
                    .notOurs,
                    "Typesense has a collection named '\(schema.name)', which is the name of an alias of the seed",
                    remedy: "rename it, or delete it: DELETE /collections/\(schema.name)"
                )
            }
            // If the collection exists, an alias that the developer removed is restored only by a reset.
            guard !existing.contains(schema.physicalName) else { continue }
            try await client.create(schema.definition)
            if aliases[schema.name] == nil { try await client.setAlias(schema.name, to: schema.physicalName) }
        }
        try await makeSearchKey()
    }

    /// The description of the search key. The server never shows a key's value again.
    static let keyDescription = "cpadev: search only, parent of the firms' scoped keys"

    /// Creates the search key. The server responds with 409 if a key with this value exists.
    func makeSearchKey() async throws {
        let key = JSONValue.object([
            "description": .text(Self.keyDescription),
            "actions": .list([.text("documents:search")]),
            "collections": .list([.text("*")]),
            "value": .text(searchKey),
        ])
        try await client.send("POST", ["keys"], body: key.json, allowing: [409])
    }

    /// Refuses slugs that differ only in hyphens. Typesense drops hyphens from indexed text, so a filter for `ab-cd`
    /// also finds documents of `abcd`.
    static func requireDistinct(_ slugs: [String]) throws(SeedingError) {
        var seen: [String: String] = [:]
        for slug in slugs {
            guard let other = seen.updateValue(slug, forKey: slug.filter { $0 != "-" }), other != slug else { continue }
            throw SeedingError(
                .badSeed,
                "the search engine cannot tell the firms '\(other)' and '\(slug)' apart",
                remedy: "choose slugs that differ in more than hyphens"
            )
        }
    }

    // MARK: A firm's documents

    func drift(of firm: SeedPlan.Firm, in plan: SeedPlan) async throws -> Drift {
        try await compare(firm, plan).reduce(.none) { $0 + $1.drift }
    }

    func restore(
        _ firm: SeedPlan.Firm,
        in plan: SeedPlan,
        keeping undo: UndoFolder?,
        progress: @Sendable (_ done: Int, _ total: Int) -> Void
    ) async throws -> Drift {
        try await write(try await compare(firm, plan), firm: firm.slug, keeping: undo, progress: progress)
    }

    func remove(firm slug: String, keeping undo: UndoFolder?) async throws -> Drift {
        var differences: [SearchDifference] = []
        for schema in try schemas() {
            let name = schema.physicalName
            let export = try await client.export(name, filter: SearchSchema.filter(firm: slug))
            differences.append(try SearchDifference(collection: name, planned: [], export: export, firm: slug))
        }
        return try await write(differences, firm: slug, keeping: undo) { _, _ in }
    }

    private func write(
        _ differences: [SearchDifference],
        firm slug: String,
        keeping undo: UndoFolder?,
        progress: @Sendable (_ done: Int, _ total: Int) -> Void
    ) async throws -> Drift {
        let drift = differences.reduce(Drift.none) { $0 + $1.drift }
        try await undo?.keep(.typesense, firm: slug, drift: drift) { part in
            let kept = differences.filter { $0.drift != .none }.map { difference in
                KeptSearch.Collection(
                    name: difference.collection,
                    documents: difference.replaced,
                    missing: difference.missing
                )
            }
            try KeptSearch(collections: kept).write(to: part)
        }
        let total = max(drift.total, 1)
        var done = 0
        progress(0, total)
        for difference in differences {
            try await client.write(difference.wrong, to: difference.collection) { progress(done + $0, total) }
            try await delete(difference.added, from: difference.collection, firm: slug)
            done += difference.drift.total
        }
        progress(total, total)
        return drift
    }

    private func compare(_ firm: SeedPlan.Firm, _ plan: SeedPlan) async throws -> [SearchDifference] {
        var differences: [SearchDifference] = []
        for collection in collections { differences.append(try await compare(firm, plan, collection)) }
        return differences
    }

    private func compare(
        _ firm: SeedPlan.Firm,
        _ plan: SeedPlan,
        _ collection: StoreSettings.Collection
    ) async throws -> SearchDifference {
        let physicalName = try SearchSchema(collection).physicalName
        let export = try await client.export(physicalName, filter: SearchSchema.filter(firm: firm.slug))
        let identity = "\(plan.hash) \(firm.slug) \(physicalName)"
        let hash = SHA256.hash(data: export)
        if knownExports.withLock({ $0[identity] == hash }) { return SearchDifference(collection: physicalName) }
        let difference = try SearchDifference(
            collection: physicalName,
            planned: plan.items(.search(collection: collection.name), of: firm),
            export: export,
            firm: firm.slug
        )
        if difference.drift == .none { knownExports.withLock { $0[identity] = hash } }
        return difference
    }
}
