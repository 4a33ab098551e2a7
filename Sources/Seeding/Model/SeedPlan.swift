/// What the stores beside Postgres shall hold, computed once from the loaded rows and kept on disk:
/// `<directory>/<firm>/redis.jsonl`, `objects.jsonl`, `search-<collection>.jsonl`, `workflows.jsonl`.
///
/// A plan is read where it is needed and let go again, since a scaled one is large.
struct SeedPlan: Hashable, Sendable, Codable {
    struct Firm: Hashable, Sendable, Codable {
        var slug: String
        /// The tenant's id in Postgres, a UUID in lower case.
        var id: String
        var name: String
        /// How many items each store has of the firm, by the store's name; rows for PostgreSQL, documents for ClamAV.
        var items: [String: Int]

        func count(in store: StoreName) -> Int { items[store.rawValue] ?? 0 }

        /// What keys in Redis and objects in S3 of this firm begin with.
        var redisPrefix: String { SeedPlan.redisPrefix(of: slug) }
        var objectPrefix: String { SeedPlan.objectPrefix(of: slug) }
        /// The KMS alias of the firm's key.
        var keyAlias: String { SeedPlan.keyAlias(of: slug) }
    }

    static func redisPrefix(of slug: String) -> String { "cpa:\(slug):" }
    static func objectPrefix(of slug: String) -> String { "\(slug)/" }
    static func keyAlias(of slug: String) -> String { "alias/cpa-\(slug)" }

    /// Of manifest, schema, data, `--as-of` and `--scale`: 64 hex digits.
    var hash: String
    var asOf: String
    var scale: Int
    var firms: [Firm]
    var directory: String
}

/// A key of Redis.
struct RedisItem: Hashable, Sendable, Codable {
    enum Value: Hashable, Sendable, Codable {
        case string(String)
        case hash([String: String])
        case list([String])
        case set(Set<String>)
        /// Members with their scores.
        case sortedSet([String: Double])
    }

    /// Begins with the firm's prefix.
    var key: String
    var value: Value
    /// Seconds to live from the moment it is written; nil for ever. How much is left is no drift.
    var timeToLive: Int?
}

/// A document in S3.
struct ObjectItem: Hashable, Sendable, Codable {
    /// The object's key, which begins with the firm's prefix.
    var key: String
    /// Of the row in Postgres, a UUID.
    var documentID: String
    /// The file with the plain bytes: absolute.
    var file: String
    var contentType: String
    /// Of the plain bytes, in hex, and how many there are.
    var sha256: String
    var size: Int
}

/// A document of a search collection.
struct SearchItem: Hashable, Sendable, Codable {
    var collection: String
    var id: String
    /// The whole document as JSON, `id` included.
    var json: String
}

/// A workflow that shall be running.
struct WorkflowItem: Hashable, Sendable, Codable {
    /// The workflow id, which begins with the firm's slug and a hyphen.
    var id: String
    /// The workflow's type.
    var type: String
    /// One argument, as JSON.
    var input: String
    /// Search attributes of the type Keyword, the firm's among them.
    var attributes: [String: String]
}
