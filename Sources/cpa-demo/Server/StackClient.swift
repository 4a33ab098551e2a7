import AsyncHTTPClient

/// An HTTP client for the services of the stack.
enum StackClient {
    /// Runs the body with a client, and ends the client after it.
    static func with<Value>(_ body: (HTTPClient) async throws -> Value) async throws -> Value {
        var configuration = HTTPClient.Configuration()
        // A service that is down is told at once, not after the retries of a request's whole time.
        configuration.connectionPool.retryConnectionEstablishment = false
        let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        do {
            let value = try await body(client)
            try await client.shutdown()
            return value
        } catch {
            try? await client.shutdown()
            throw error
        }
    }
}
