import GRPCCore
import GRPCNIOTransportHTTP2Posix

/// A sequence of connections to Temporal's frontend, each used for a limited number of calls.
///
/// Temporal ends a call's stream with RST_STREAM. swift-nio-http2 treats 200 of those within 30 seconds as an attack
/// and closes the connection. The gRPC transport has no setting to change this.
actor TemporalConnections {
    typealias Client = GRPCClient<HTTP2ClientTransport.Posix>

    private static let callsPerConnection = 100

    private struct Connection {
        let client: Client
        var begun = 0
        var running = 0
    }

    private let address: StoreEndpoints.Address
    private let opened: AsyncStream<Client>.Continuation
    private var connections: [Int: Connection] = [:]
    private var newest = 0

    private init(_ address: StoreEndpoints.Address, _ opened: AsyncStream<Client>.Continuation) {
        self.address = address
        self.opened = opened
    }

    /// Runs `body` with connections that are closed afterwards.
    static func open<Answer: Sendable>(
        to address: StoreEndpoints.Address,
        _ body: (TemporalConnections) async throws -> Answer
    ) async throws -> Answer {
        // The buffer is bounded by the number of connections.
        let (clients, opened) = AsyncStream.makeStream(of: Client.self, bufferingPolicy: .unbounded)
        let connections = TemporalConnections(address, opened)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                await withDiscardingTaskGroup { group in
                    // Calls report the errors of a connection.
                    for await client in clients { group.addTask { try? await client.runConnections() } }
                }
            }
            let result = await attempt { try await body(connections) }
            await connections.close()
            return try result.get()
        }
    }

    nonisolated func use<Answer: Sendable>(_ call: (Client) async throws -> Answer) async throws -> Answer {
        let (number, client) = try await begin()
        let result = await attempt { try await call(client) }
        await end(number)
        return try result.get()
    }

    private func begin() throws -> (number: Int, client: Client) {
        if let current = connections[newest], current.begun >= Self.callsPerConnection {
            if current.running == 0 { retire(newest) }
            newest += 1
        }
        var connection = try connections[newest] ?? connect()
        connection.begun += 1
        connection.running += 1
        connections[newest] = connection
        return (newest, connection.client)
    }

    private func end(_ number: Int) {
        connections[number]?.running -= 1
        if number != newest, connections[number]?.running == 0 { retire(number) }
    }

    private func connect() throws -> Connection {
        let transport = try HTTP2ClientTransport.Posix(
            target: .dns(host: address.host, port: Int(address.port)),
            transportSecurity: .plaintext
        )
        let client = GRPCClient(transport: transport)
        opened.yield(client)
        return Connection(client: client)
    }

    private func retire(_ number: Int) { connections.removeValue(forKey: number)?.client.beginGracefulShutdown() }

    private func close() {
        for number in connections.keys { retire(number) }
        opened.finish()
    }
}
