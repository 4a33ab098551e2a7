import ArgumentParser
import FoundationEssentials
import Hummingbird

struct BackendCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backend",
        abstract: "Serves the API: health of the stores, and the firms in Postgres.",
        discussion: """
            Reads DATABASE_URL, REDIS_URL, TEMPORAL_ADDRESS, TYPESENSE_URL, TYPESENSE_API_KEY, AWS_ENDPOINT_URL and \
            CLAMD_ADDRESS. A store whose variable is not set shows as down.
            """
    )

    @OptionGroup var listen: ListenOptions

    func run() async throws {
        let environment = ProcessInfo.processInfo.environment
        let stores = StoreChecks(StoreEndpoints(environment))
        let firms = FirmStore(databaseURL: environment["DATABASE_URL"])
        let router = BackendRoutes(stores: stores, firms: firms).router()
        try await DemoServer.run("backend", listen, router)
        await stores.shutdown()
    }
}
