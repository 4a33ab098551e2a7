import ArgumentParser
import FoundationEssentials
import Hummingbird
import NIOCore

struct BackendCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backend",
        abstract: "Serves the API: health of the stores, and the firms' data.",
        discussion: """
            Reads DATABASE_URL, REDIS_URL, TEMPORAL_ADDRESS, TYPESENSE_URL, TYPESENSE_API_KEY, AWS_ENDPOINT_URL and \
            CLAMD_ADDRESS. A store whose variable is not set is reported as down.

            Firms' data is read with APP_DATABASE_URL, whose role is subject to row-level security. The default is \
            DATABASE_URL with the role cpa_app. TYPESENSE_SEARCH_KEY is the search-only key; without it, searches use \
            Postgres. Documents are read from the bucket DOCUMENTS_BUCKET (default: cpa-documents).

            DB_POOL_SIZE is the maximum number of connections to the database (default: 10). API_RATE_LIMIT is the \
            number of requests that each client may send per second (default: 100), LOGIN_RATE_LIMIT that of logins \
            per 10 seconds (default: 20); 0 is no limit. They are counted in Redis, and nobody is limited without it. \
            Sessions of logins are in Redis as well, for 8 hours.
            """
    )

    @OptionGroup var listen: ListenOptions

    func run() async throws {
        let environment = ProcessInfo.processInfo.environment
        let settings = try Self.settings(environment)
        // Each connection to the database blocks a thread; a few more are for other blocking work.
        NIOSingletons.blockingPoolThreadCountSuggestion = settings.poolSize + Self.spareThreads
        let stores = StoreChecks(StoreEndpoints(environment))
        let redis = RedisClient(environment["REDIS_URL"])
        let tenants = ActiveTenants()
        let reader = DatabaseSettings(environment).map {
            FirmReader($0, poolSize: settings.poolSize, tenants: tenants)
        }
        try await StackClient.with { client in
            let aws = AWSClient(environment, client: client)
            let bucket = environment["DOCUMENTS_BUCKET"] ?? "cpa-documents"
            let routes = BackendRoutes(
                stores: stores,
                reader: reader,
                typesense: Typesense(environment, client: client),
                documents: DocumentRoutes(
                    reader: reader.map { DocumentReader(firms: $0, aws: aws, bucket: bucket) }
                ),
                limiter: RateLimiter(limits: settings.limits, redis: redis),
                sessions: Sessions(redis: redis),
                tenants: tenants
            )
            try await DemoServer.run("backend", listen, routes.router())
        }
        await redis?.shutdown()
        await stores.shutdown()
    }

    private static let spareThreads = 2

    private static func settings(_ environment: [String: String]) throws -> BackendSettings {
        do throws(Problem) { return try BackendSettings(environment) } catch { throw ValidationError(error.message) }
    }
}
