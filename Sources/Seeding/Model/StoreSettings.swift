/// What the stores need to know of a seed. The plan contains it, so the stores of the loaded seed can be compared,
/// refilled and undone whatever has happened to the seed's files.
struct StoreSettings: Hashable, Sendable, Codable {
    /// A collection of the search engine.
    struct Collection: Hashable, Sendable, Codable {
        var name: String
        /// The Typesense schema as JSON, without the name.
        var schema: String
    }

    /// The table of tenants, and the column that assigns rows of other tables to a tenant.
    var firmTable: String
    var firmColumn: String
    var bucket: String
    var collections: [Collection]
    var searchKey: String
    var workflows: SeedManifest.Workflows?
}

/// What stores may still have of earlier seeds. The next step for the whole store removes it, even if its own seed has
/// nothing there.
struct EarlierSeeds: Hashable, Sendable {
    var haveCollections = false
    var workflows: SeedManifest.Workflows?
}

extension StoreSettings {
    /// - Parameter schemas: the contents of the collections' schema files, by path.
    init(_ manifest: SeedManifest, schemas: [String: String]) {
        firmTable = manifest.firmTable
        firmColumn = manifest.firmColumn
        bucket = manifest.documents.bucket
        collections = manifest.collections.map { Collection(name: $0.name, schema: schemas[$0.schema] ?? "") }
        searchKey = manifest.searchKey
        workflows = manifest.workflows
    }
}
