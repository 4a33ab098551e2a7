import AsyncHTTPClient

extension Seeder {
    /// A seeder of the stack's real stores.
    /// - Parameter announce: tells people a line about what was done without being asked.
    package init(configuration: Configuration, announce: @escaping @Sendable (String) async -> Void) {
        let (stack, directory) = (configuration.stack, configuration.directory)
        self.init(configuration: configuration, announce: announce) { endpoints, manifest in
            Stores(endpoints, manifest, stack: stack, directory: directory)
        }
    }
}

extension Seeder.Stores {
    /// The stores that there are at the endpoints.
    /// - Parameter directory: the seeder's, in which stores keep what they remember.
    init(_ endpoints: StoreEndpoints, _ manifest: SeedManifest, stack: String, directory: String) {
        rows = endpoints.postgres.map { PostgresStore($0, stack: stack, manifest: manifest) }
        var others: [any SeedStore] = []
        if let redis = endpoints.redis { others.append(RedisStore(address: redis, memory: "\(directory)/redis.json")) }
        if let aws = endpoints.aws {
            others.append(ObjectStore(aws, bucket: manifest.documents.bucket, memory: "\(directory)/s3.json"))
        }
        if let typesense = endpoints.typesense, !manifest.collections.isEmpty {
            others.append(SearchStore(typesense, collections: manifest.collections, searchKey: manifest.searchKey))
        }
        if let temporal = endpoints.temporal, let workflows = manifest.workflows {
            others.append(WorkflowStore(temporal, settings: workflows))
        }
        self.others = others
        scanner = endpoints.clamd.map(DocumentScanner.init)
    }
}
