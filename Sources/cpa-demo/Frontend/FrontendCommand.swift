import ArgumentParser
import FoundationEssentials
import Hummingbird

struct FrontendCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "frontend",
        abstract: "Serves pages: the stack's health, and the firms with their clients, documents and invoices.",
        discussion: """
            Reads BACKEND_URL (default: http://127.0.0.1:8080). With REDIS_URL, pages show when cpadev will reset the \
            data, if that is soon.
            """
    )

    @OptionGroup var listen: ListenOptions

    func run() async throws {
        let environment = ProcessInfo.processInfo.environment
        let url = environment["BACKEND_URL"] ?? "http://127.0.0.1:8080"
        let redis = RedisClient(environment["REDIS_URL"])
        try await StackClient.with { client in
            let backend = BackendClient(base: url, client: client)
            let routes = FrontendRoutes(backend: backend, banner: redis.map { ResetBanner(redis: $0) })
            try await DemoServer.run("frontend", listen, routes.router())
        }
        await redis?.shutdown()
    }
}
