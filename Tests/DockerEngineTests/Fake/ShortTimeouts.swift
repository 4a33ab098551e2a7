@testable import DockerEngine

extension EngineTimeouts {
    /// Long enough for a busy machine to answer at once, short enough to wait for.
    static let short = EngineTimeouts(
        connect: .milliseconds(500),
        request: .milliseconds(500),
        streamIdle: .milliseconds(500),
        livenessInterval: .milliseconds(50),
        livenessTimeout: .milliseconds(400)
    )
}

extension EngineClient {
    /// A client of a fake engine.
    convenience init(_ engine: FakeEngine) { self.init(endpoint: .unix(path: engine.path), timeouts: .short) }
}
