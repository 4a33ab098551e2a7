extension EngineClient {
    /// Makes a network and returns its id. Throws `conflict` where the name is taken.
    package func createNetwork(_ network: NetworkCreateRequest) async throws(EngineError) -> String {
        var request = EngineRequest(.post, "/networks/create")
        request.body = .bytes(try EngineJSON.encode(network), type: "application/json")
        return try await value(CreatedObject.self, request).id
    }

    /// A network by its name or id. Throws `notFound`.
    package func inspectNetwork(_ id: String) async throws(EngineError) -> NetworkInspection {
        try await value(NetworkInspection.self, EngineRequest(.get, "/networks/", id))
    }

    /// The networks with all of the labels; a nil value is any.
    package func listNetworks(labels: [String: String?]) async throws(EngineError) -> [NetworkInspection] {
        let query = [(name: "filters", value: try Self.filters(labels: labels))]
        return try await value([NetworkInspection].self, EngineRequest(.get, "/networks", query: query))
    }

    /// Has a container join a network.
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

    /// Has a container leave a network.
    ///
    /// - Parameter force: also where it runs.
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

    /// Removes a network. Throws `conflict` where it is in use.
    package func removeNetwork(_ id: String) async throws(EngineError) {
        try await perform(EngineRequest(.delete, "/networks/", id))
    }
}
