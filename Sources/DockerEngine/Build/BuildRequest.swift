/// How an image is to be built. Source: Docker Engine API, ImageBuild.
package struct BuildRequest: Hashable, Sendable {
    /// What builds.
    package enum Builder: Hashable, Sendable {
        /// BuildKit where the Dockerfile needs it, or where the engine prefers it and no registry needs a login; else
        /// the classic builder.
        case automatic
        /// The builder of old, which takes logins for base images, and knows no mounts.
        case classic
        /// BuildKit, without a session: no secrets, no ssh, no logins.
        case buildKit
    }

    /// Names that the image gets.
    package var tags: [String]
    /// `ARG` values; nil takes the engine's own, such as proxies.
    package var arguments: [String: String?] = [:]
    /// The stage to build; nil: the last.
    package var target: String?
    /// Labels of the image.
    package var labels: [String: String] = [:]
    /// Every step is run anew.
    package var ignoresCache = false
    /// Base images are fetched even where they are there.
    package var pullsBaseImages = false
    /// `os[/architecture[/variant]]`.
    package var platform: String?
    /// The network of `RUN` steps.
    package var networkMode: String?
    /// Images whose layers may be used.
    package var cacheFrom: [String] = []
    /// `name:address` in `/etc/hosts` of `RUN` steps.
    package var extraHosts: [String] = []
    /// Bytes of `/dev/shm` of `RUN` steps.
    package var sharedMemoryBytes: Int64?
    /// Logins by registry, for base images; the classic builder alone takes them.
    package var credentials: [String: RegistryCredentials] = [:]
    /// What builds.
    package var builder = Builder.automatic

    /// A build with the defaults of `docker build`.
    package init(tags: [String]) { self.tags = tags }
}
