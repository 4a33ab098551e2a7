extension EngineClient {
    /// The engine's version in full. Takes some milliseconds; ``ping(within:)`` is faster.
    package func version() async throws(EngineError) -> EngineVersion {
        var request = EngineRequest(.get, "/version")
        request.isVersioned = false
        return try await value(EngineVersion.self, request)
    }

    /// What the engine says of its machine.
    package func systemInfo() async throws(EngineError) -> EngineSystemInfo {
        try await value(EngineSystemInfo.self, EngineRequest(.get, "/info"))
    }
}
