/// The seeded contents of the stores other than Postgres. They are computed once from the loaded rows and kept on disk:
/// `<directory>/<firm>/redis.jsonl`, `objects.jsonl`, `search-<collection>.jsonl`, `workflows.jsonl`.
///
/// A scaled plan is large, so its items are read where they are needed and then released.
struct SeedPlan: Hashable, Sendable, Codable {
    struct Firm: Hashable, Sendable, Codable {
        var slug: String
        /// The tenant's id in Postgres: a lowercase UUID.
        var id: String
        var name: String
        /// The firm's number of items in each store, by store name: rows in PostgreSQL, documents for ClamAV.
        var items: [String: Int]

        func count(in store: StoreName) -> Int { items[store.rawValue] ?? 0 }

        /// The prefixes of this firm's Redis keys and S3 objects.
        var redisPrefix: String { SeedPlan.redisPrefix(of: slug) }
        var objectPrefix: String { SeedPlan.objectPrefix(of: slug) }
        /// The KMS alias of the firm's key.
        var keyAlias: String { SeedPlan.keyAlias(of: slug) }
    }

    static func redisPrefix(of slug: String) -> String { "cpa:\(slug):" }
    static func objectPrefix(of slug: String) -> String { "\(slug)/" }
    static func keyAlias(of slug: String) -> String { "alias/cpa-\(slug)" }

    /// A hash over manifest, schema, data, `--as-of` and `--scale`: 64 hexadecimal digits.
    var hash: String
    var asOf: String
    var scale: Int
    var firms: [Firm]
    var directory: String
    /// nil in plans of earlier versions.
    var stores: StoreSettings?
}

/// A Redis key with its value.
struct RedisItem: Hashable, Sendable, Codable {
    enum Value: Hashable, Sendable, Codable {
        case string(String)
        case hash([String: String])
        case list([String])
        case set(Set<String>)
        /// Members with their scores.
        case sortedSet([String: Double])
    }

    /// The key, which starts with the firm's prefix.
    var key: String
    var value: Value
    /// Seconds to live after the key is written; nil for no expiry. The time that is left does not count as drift.
    var timeToLive: Int?
}

/// A document in S3.
struct ObjectItem: Hashable, Sendable, Codable {
    /// The object's key, which starts with the firm's prefix.
    var key: String
    /// The UUID of the document's row in Postgres.
    var documentID: String
    /// The absolute path of the plaintext file.
    var file: String
    var contentType: String
    /// The hexadecimal SHA-256 of the plaintext, and its size in bytes.
    var sha256: String
    var size: Int
}

/// A document in a search collection.
struct SearchItem: Hashable, Sendable, Codable {
    var collection: String
    var id: String
    /// The document as JSON, including `id`.
    var json: String
}

/// A workflow that should be running.
struct WorkflowItem: Hashable, Sendable, Codable {
    /// The workflow id, which starts with the firm's slug and a hyphen.
    var id: String
    var type: String
    /// The only argument, as JSON.
    var input: String
    /// Search attributes of the type Keyword, including the firm's.
    var attributes: [String: String]
}
