import DockerEngine

/// Probes over a new connection whether the engine accepts requests. An engine that is shutting down still serves
/// existing connections.
struct EngineProbe: Sendable {
    private static let patience = Duration.seconds(2)

    let client: EngineClient

    /// Returns why the engine does not respond, or nil if it does.
    func failure() async -> String? {
        do {
            _ = try await client.ping(within: Self.patience)
            return nil
        } catch {
            return error.message
        }
    }
}
