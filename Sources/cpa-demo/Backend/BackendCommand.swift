import ArgumentParser
import FoundationEssentials
import Hummingbird

struct BackendCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backend",
        abstract: "Serves the API: health of the stores, and the firms' data.",
        discussion: """
            Reads DATABASE_URL, REDIS_URL, TEMPORAL_ADDRESS, TYPESENSE_URL, TYPESENSE_API_KEY, AWS_ENDPOINT_URL and \
            CLAMD_ADDRESS. A store whose variable is not set shows as down.

            Firms' data is read as the role of APP_DATABASE_URL, for which row-level security holds; where it is not \
            set, that is DATABASE_URL with the role cpa_app. TYPESENSE_SEARCH_KEY is the search-only key; without it, \
            Postgres searches. Documents are read from the bucket DOCUMENTS_BUCKET (cpa-documents where it is not set).
            """
    )

    @OptionGroup var listen: ListenOptions

    func run() async throws {
        let environment = ProcessInfo.processInfo.environment
        let stores = StoreChecks(StoreEndpoints(environment))
        try await StackClient.with { client in
            let firms = DatabaseSettings(environment).map(FirmReader.init)
            let aws = AWSClient(environment, client: client)
            let bucket = environment["DOCUMENTS_BUCKET"] ?? "cpa-documents"
            let routes = BackendRoutes(
                stores: stores,
                firms: FirmRoutes(firms: firms, typesense: Typesense(environment, client: client)),
                documents: DocumentRoutes(
                    reader: firms.map { DocumentReader(firms: $0, aws: aws, bucket: bucket) }
                )
            )
            try await DemoServer.run("backend", listen, routes.router())
        }
        await stores.shutdown()
    }
}
