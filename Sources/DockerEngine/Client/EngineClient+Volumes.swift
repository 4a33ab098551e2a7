extension EngineClient {
    /// Creates a volume, or returns the existing one of that name.
    package func createVolume(_ volume: VolumeCreateRequest) async throws(EngineError) -> VolumeInspection {
        try await value(VolumeInspection.self, EngineRequest(.post, "/volumes/create").sending(volume))
    }

    /// Returns a volume by its name. Throws `notFound`.
    package func inspectVolume(_ name: String) async throws(EngineError) -> VolumeInspection {
        try await value(VolumeInspection.self, EngineRequest(.get, "/volumes/", name))
    }

    /// Returns the volumes that have all of the labels; a nil value matches any value.
    package func listVolumes(labels: [String: String?]) async throws(EngineError) -> [VolumeInspection] {
        struct Answer: Decodable {
            var volumes: [VolumeInspection]?
        }
        let query = [("filters", try Self.filters(labels: labels))]
        return try await value(Answer.self, EngineRequest(.get, "/volumes", query: query)).volumes ?? []
    }

    /// Removes a volume. Throws `conflict` if it is in use.
    ///
    /// - Parameter force: whether to ignore a volume that does not exist.
    package func removeVolume(_ name: String, force: Bool = false) async throws(EngineError) {
        try await perform(EngineRequest(.delete, "/volumes/", name, query: [("force", force ? "1" : "0")]))
    }
}
