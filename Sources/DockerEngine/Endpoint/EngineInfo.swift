/// What an engine says of itself in a word.
public struct EngineInfo: Hashable, Sendable {
    /// The version of the API that is spoken with it: the older one of what both know.
    public var apiVersion: APIVersion
    /// Such as `Docker/20.10.24 (linux)` or `Libpod/4.3.1 (linux)`.
    public var server: String?
    /// The builder that it prefers: `2` is BuildKit. Docker before 23.0 has BuildKit too and does not say so.
    public var builderVersion: String?

    /// What a ping told.
    public init(apiVersion: APIVersion, server: String? = nil, builderVersion: String? = nil) {
        self.apiVersion = apiVersion
        self.server = server
        self.builderVersion = builderVersion
    }

    /// Podman speaks the same API and differs in details.
    public var isPodman: Bool { server?.lowercased().hasPrefix("libpod") == true }
}
