import ArgumentParser
import AsyncHTTPClient
import FoundationEssentials
import Hummingbird

struct FrontendCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "frontend",
        abstract: "Serves one page: the health of the stack, and its firms.",
        discussion: "Reads BACKEND_URL (http://127.0.0.1:8080 where it is not set)."
    )

    @OptionGroup var listen: ListenOptions

    func run() async throws {
        let url = ProcessInfo.processInfo.environment["BACKEND_URL"] ?? "http://127.0.0.1:8080"
        var configuration = HTTPClient.Configuration()
        // A backend that is down is told at once, not after the retries of a request's whole time.
        configuration.connectionPool.retryConnectionEstablishment = false
        let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        let backend = BackendClient(base: url, client: client)
        do {
            try await DemoServer.run("frontend", listen, FrontendRoutes(backend: backend).router())
        } catch {
            try await client.shutdown()
            throw error
        }
        try await client.shutdown()
    }
}
