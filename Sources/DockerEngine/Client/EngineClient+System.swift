extension EngineClient {
    /// Returns the engine's full version. Takes a few milliseconds; ``ping(within:)`` is faster.
    package func version() async throws(EngineError) -> EngineVersion {
        var request = EngineRequest(.get, "/version")
        request.isVersioned = false
        return try await value(EngineVersion.self, request)
    }

    /// Returns what the engine reports about its machine.
    package func systemInfo() async throws(EngineError) -> EngineSystemInfo {
        try await value(EngineSystemInfo.self, EngineRequest(.get, "/info"))
    }
}
