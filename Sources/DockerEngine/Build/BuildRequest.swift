/// The options of an image build. Source: Docker Engine API, ImageBuild.
package struct BuildRequest: Hashable, Sendable {
    /// The builder to use.
    package enum Builder: Hashable, Sendable {
        /// BuildKit if the Dockerfile requires it, or if the engine prefers it and no registry login is needed; otherwise
        /// the classic builder.
        case automatic
        /// The classic builder, which accepts registry logins for base images but does not support mounts.
        case classic
        /// BuildKit without a session: no secrets, SSH or logins.
        case buildKit
    }

    package var tags: [String]
    /// `ARG` values; nil uses the engine's own value, as for proxy settings.
    package var arguments: [String: String?] = [:]
    /// The stage to build, or nil for the last one.
    package var target: String?
    package var labels: [String: String] = [:]
    /// Whether every step runs without the build cache.
    package var ignoresCache = false
    /// Whether base images are pulled even if they are present.
    package var pullsBaseImages = false
    /// `os[/architecture[/variant]]`.
    package var platform: String?
    /// The network mode of `RUN` steps.
    package var networkMode: String?
    /// Images to use as cache sources.
    package var cacheFrom: [String] = []
    /// Entries `name:address` for `/etc/hosts` in `RUN` steps.
    package var extraHosts: [String] = []
    /// The size of `/dev/shm` in `RUN` steps.
    package var sharedMemoryBytes: Int64?
    /// Logins by registry, for base images. Only the classic builder accepts them.
    package var credentials: [String: RegistryCredentials] = [:]
    package var builder = Builder.automatic

    /// Creates a build with the defaults of `docker build`.
    package init(tags: [String]) { self.tags = tags }
}
