import ArgumentParser
import FoundationEssentials
import Hummingbird

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
