import AsyncHTTPClient

extension Seeder {
    /// Creates a seeder that works on the stack's real stores.
    /// - Parameter announce: shows users a line about something that was done automatically.
    package init(configuration: Configuration, announce: @escaping @Sendable (String) async -> Void) {
        let (stack, directory) = (configuration.stack, configuration.directory)
        self.init(configuration: configuration, announce: announce) { endpoints, settings, earlier in
            Stores(endpoints, settings, earlier, stack: stack, directory: directory)
        }
    }
}

extension Seeder.Stores {
    /// Creates the stores that exist at the endpoints.
    /// - Parameter directory: the seeder's folder, in which stores keep their memory files.
    init(
        _ endpoints: StoreEndpoints,
        _ settings: StoreSettings,
        _ earlier: EarlierSeeds,
        stack: String,
        directory: String
    ) {
        rows = endpoints.postgres.map { PostgresStore($0, stack: stack, settings) }
        var others: [any SeedStore] = []
        if let redis = endpoints.redis { others.append(RedisStore(address: redis, memory: "\(directory)/redis.json")) }
        if let aws = endpoints.aws {
            others.append(ObjectStore(aws, bucket: settings.bucket, memory: "\(directory)/s3.json"))
        }
        if let typesense = endpoints.typesense, earlier.haveCollections || !settings.collections.isEmpty {
            others.append(SearchStore(typesense, collections: settings.collections, searchKey: settings.searchKey))
        }
        if let temporal = endpoints.temporal, let workflows = settings.workflows ?? earlier.workflows {
            others.append(WorkflowStore(temporal, settings: workflows))
        }
        self.others = others
        scanner = endpoints.clamd.map(DocumentScanner.init)
    }
}
