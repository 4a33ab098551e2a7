import ControlAPI
import ControlClient
import Synchronization
import Testing

/// A supervisor lives for days, while the program is built again.
@Suite(.timeLimit(.minutes(1))) struct OtherBuildTests {
    private final class Told: Sendable {
        let products = Mutex<[String?]>([])
        func note(_ product: String?) { products.withLock { $0.append(product) } }
        var all: [String?] { products.withLock { $0 } }
    }

    private func told(server: String?, client: String?) async throws -> [String?] {
        let told = Told()
        try await ServedStack.with(FakeStack(), product: server) { path, _ in
            let client = ControlClient(socketPath: path, product: client, onProductMismatch: { told.note($0) })
            _ = try await client.snapshot()
        }
        return told.all
    }

    @Test func theSameBuildIsNoNews() async throws {
        #expect(try await told(server: "cpadev/1 (a)", client: "cpadev/1 (a)") == [])
        #expect(try await told(server: "cpadev/1 (a)", client: nil) == [])
    }

    @Test func anotherBuildIsToldAndStillAnswers() async throws {
        #expect(try await told(server: "cpadev/1 (a)", client: "cpadev/1 (b)") == ["cpadev/1 (a)"])
        // Builds of before did not call themselves anything.
        #expect(try await told(server: nil, client: "cpadev/1 (b)") == [nil])
    }
}
