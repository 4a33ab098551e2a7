import DockerEngine
import Foundations

/// Checks whether the engine responds, pinging it at most once a second for all callers.
actor EngineLiveness {
    private static let validity = Duration.seconds(1)

    private let client: EngineClient
    private var asking: OwnedTask<EngineError?>?
    private var answered: (at: ContinuousClock.Instant, error: EngineError?)?

    init(client: EngineClient) { self.client = client }

    /// Throws if the engine cannot be used.
    func check() async throws(EngineError) {
        if let answered, .now - answered.at < Self.validity {
            if let error = answered.error { throw error }
            return
        }
        let task =
            asking
            ?? OwnedTask { [client] in
                do throws(EngineError) {
                    _ = try await client.ping()
                    return nil
                } catch {
                    return error
                }
            }
        asking = task
        let error = await task.value
        asking = nil
        answered = (.now, error)
        if let error { throw error }
    }
}

extension EngineClient {
    /// Probes over a new connection whether the engine accepts requests, and returns why it does not. An engine that is
    /// shutting down still serves existing connections.
    func outage() async -> String? {
        do {
            _ = try await ping(within: .seconds(2))
            return nil
        } catch {
            return error.message
        }
    }
}
