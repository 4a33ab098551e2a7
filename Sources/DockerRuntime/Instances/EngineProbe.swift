import DockerEngine

/// Asks over a new connection whether the engine takes requests. One that is going down still answers on old ones.
struct EngineProbe: Sendable {
    /// How long it may take.
    private static let patience = Duration.seconds(2)

    let client: EngineClient

    /// Why it does not; nil where it does.
    func failure() async -> String? {
        do {
            _ = try await client.ping(within: Self.patience)
            return nil
        } catch {
            return error.message
        }
    }
}
