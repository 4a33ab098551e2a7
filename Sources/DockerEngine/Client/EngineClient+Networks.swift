extension EngineClient {
    /// Creates a network and returns its id. Throws `conflict` if the name is taken.
    package func createNetwork(_ network: NetworkCreateRequest) async throws(EngineError) -> String {
        try await value(CreatedObject.self, EngineRequest(.post, "/networks/create").sending(network)).id
    }

    /// Returns a network by its name or id. Throws `notFound`.
    package func inspectNetwork(_ id: String) async throws(EngineError) -> NetworkInspection {
        try await value(NetworkInspection.self, EngineRequest(.get, "/networks/", id))
    }

    /// Returns the networks that have all of the labels; a nil value matches any value.
    package func listNetworks(labels: [String: String?]) async throws(EngineError) -> [NetworkInspection] {
        let query = [("filters", try Self.filters(labels: labels))]
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
                case container
                case endpoint = "endpointConfig"
            }
        }
        let body = Connect(container: container, endpoint: endpoint)
        try await perform(EngineRequest(.post, "/networks/", id, "/connect").sending(body))
    }

    /// Removes a network. Throws `conflict` if it is in use.
    package func removeNetwork(_ id: String) async throws(EngineError) {
        try await perform(EngineRequest(.delete, "/networks/", id))
    }
}
