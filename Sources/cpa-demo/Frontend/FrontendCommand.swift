import ArgumentParser
import FoundationEssentials
import Hummingbird

struct FrontendCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "frontend",
        abstract: "Serves pages: the stack's health, and the firms with their clients, documents and invoices.",
        discussion: "Reads BACKEND_URL (default: http://127.0.0.1:8080)."
    )

    @OptionGroup var listen: ListenOptions

    func run() async throws {
        let url = ProcessInfo.processInfo.environment["BACKEND_URL"] ?? "http://127.0.0.1:8080"
        try await StackClient.with { client in
            let backend = BackendClient(base: url, client: client)
            try await DemoServer.run("frontend", listen, FrontendRoutes(backend: backend).router())
        }
    }
}
