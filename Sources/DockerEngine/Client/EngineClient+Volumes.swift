extension EngineClient {
    /// Creates a volume, or returns the existing one of that name.
    package func createVolume(_ volume: VolumeCreateRequest) async throws(EngineError) -> VolumeInspection {
        var request = EngineRequest(.post, "/volumes/create")
        request.body = .bytes(try EngineJSON.encode(volume), type: "application/json")
        return try await value(VolumeInspection.self, request)
    }

    /// Returns a volume by its name. Throws `notFound`.
    package func inspectVolume(_ name: String) async throws(EngineError) -> VolumeInspection {
        try await value(VolumeInspection.self, EngineRequest(.get, "/volumes/", name))
    }

    /// Returns the volumes that have all of the labels; a nil value matches any value.
    package func listVolumes(labels: [String: String?]) async throws(EngineError) -> [VolumeInspection] {
        struct Answer: Decodable {
            var volumes: [VolumeInspection]?
            enum CodingKeys: String, CodingKey { case volumes = "Volumes" }
        }
        let query = [(name: "filters", value: try Self.filters(labels: labels))]
        return try await value(Answer.self, EngineRequest(.get, "/volumes", query: query)).volumes ?? []
    }

    /// Removes a volume. Throws `conflict` if it is in use.
    ///
    /// - Parameter force: whether to ignore a volume that does not exist.
    package func removeVolume(_ name: String, force: Bool = false) async throws(EngineError) {
        var request = EngineRequest(.delete, "/volumes/", name)
        if force { request.query = [("force", "1")] }
        try await perform(request)
    }
}
