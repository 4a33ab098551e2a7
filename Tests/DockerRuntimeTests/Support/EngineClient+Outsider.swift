@testable import DockerEngine

/// What other clients of the engine do.
extension EngineClient {
    func pauseContainer(_ id: String) async throws(EngineError) {
        try await perform(EngineRequest(.post, "/containers/", id, "/pause"))
    }

    func unpauseContainer(_ id: String) async throws(EngineError) {
        try await perform(EngineRequest(.post, "/containers/", id, "/unpause"))
    }

    func removeImage(_ reference: String) async throws(EngineError) {
        try await perform(EngineRequest(.delete, "/images/", reference, query: [("force", "1")]))
    }
}
