import AsyncHTTPClient

/// An HTTP client for the services of the stack.
enum StackClient {
    /// Runs the body with a client and shuts the client down afterwards.
    static func with<Value>(_ body: (HTTPClient) async throws -> Value) async throws -> Value {
        var configuration = HTTPClient.Configuration()
        // Report a service that is down at once, instead of retrying until the request's timeout.
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
