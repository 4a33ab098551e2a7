extension EngineClient {
    /// Creates a network and returns its id. Throws `conflict` if the name is taken.
    package func createNetwork(_ network: NetworkCreateRequest) async throws(EngineError) -> String {
        var request = EngineRequest(.post, "/networks/create")
        request.body = .bytes(try EngineJSON.encode(network), type: "application/json")
        return try await value(CreatedObject.self, request).id
    }

    /// Returns a network by its name or id. Throws `notFound`.
    package func inspectNetwork(_ id: String) async throws(EngineError) -> NetworkInspection {
        try await value(NetworkInspection.self, EngineRequest(.get, "/networks/", id))
    }

    /// Returns the networks that have all of the labels; a nil value matches any value.
    package func listNetworks(labels: [String: String?]) async throws(EngineError) -> [NetworkInspection] {
        let query = [(name: "filters", value: try Self.filters(labels: labels))]
        return try await value([NetworkInspection].self, EngineRequest(.get, "/networks", query: query))
    }

    /// Connects a container to a network.
    package func connectNetwork(
        _ id: String,
        container: String,
        endpoint: EndpointSettings
    ) async throws(EngineError) {
        struct Connect: Encodable {
            var container: String
            var endpoint: EndpointSettings
            enum CodingKeys: String, CodingKey {
                case container = "Container"
                case endpoint = "EndpointConfig"
            }
        }
        var request = EngineRequest(.post, "/networks/", id, "/connect")
        let body = Connect(container: container, endpoint: endpoint)
        request.body = .bytes(try EngineJSON.encode(body), type: "application/json")
        try await perform(request)
    }

    /// Disconnects a container from a network.
    ///
    /// - Parameter force: whether to disconnect it even if it is running.
    package func disconnectNetwork(_ id: String, container: String, force: Bool = false) async throws(EngineError) {
        struct Disconnect: Encodable {
            var container: String
            var force: Bool
            enum CodingKeys: String, CodingKey {
                case container = "Container"
                case force = "Force"
            }
        }
        var request = EngineRequest(.post, "/networks/", id, "/disconnect")
        let body = Disconnect(container: container, force: force)
        request.body = .bytes(try EngineJSON.encode(body), type: "application/json")
        try await perform(request)
    }

    /// Removes a network. Throws `conflict` if it is in use.
    package func removeNetwork(_ id: String) async throws(EngineError) {
        try await perform(EngineRequest(.delete, "/networks/", id))
    }
}
