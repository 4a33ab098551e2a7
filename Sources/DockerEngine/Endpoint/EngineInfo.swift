/// What an engine says of itself in a word.
package struct EngineInfo: Hashable, Sendable {
    /// The version of the API that is spoken with it: the older one of what both know.
    package var apiVersion: APIVersion
    /// Such as `Docker/20.10.24 (linux)` or `Libpod/4.3.1 (linux)`.
    package var server: String?
    /// The builder that it prefers: `2` is BuildKit. Docker before 23.0 has BuildKit too and does not say so.
    package var builderVersion: String?

    /// What a ping told.
    package init(apiVersion: APIVersion, server: String? = nil, builderVersion: String? = nil) {
        self.apiVersion = apiVersion
        self.server = server
        self.builderVersion = builderVersion
    }

    /// Podman speaks the same API and differs in details.
    package var isPodman: Bool { server?.lowercased().hasPrefix("libpod") == true }
}
