/// How an image is to be built. Source: Docker Engine API, ImageBuild.
public struct BuildRequest: Hashable, Sendable {
    /// What builds.
    public enum Builder: Hashable, Sendable {
        /// BuildKit where the Dockerfile needs it, or where the engine prefers it and no registry needs a login; else
        /// the classic builder.
        case automatic
        /// The builder of old, which takes logins for base images, and knows no mounts.
        case classic
        /// BuildKit, without a session: no secrets, no ssh, no logins.
        case buildKit
    }

    /// Names that the image gets.
    public var tags: [String]
    /// `ARG` values; nil takes the engine's own, such as proxies.
    public var arguments: [String: String?] = [:]
    /// The stage to build; nil: the last.
    public var target: String?
    /// Labels of the image.
    public var labels: [String: String] = [:]
    /// Every step is run anew.
    public var ignoresCache = false
    /// Base images are fetched even where they are there.
    public var pullsBaseImages = false
    /// `os[/architecture[/variant]]`.
    public var platform: String?
    /// The network of `RUN` steps.
    public var networkMode: String?
    /// Images whose layers may be used.
    public var cacheFrom: [String] = []
    /// `name:address` in `/etc/hosts` of `RUN` steps.
    public var extraHosts: [String] = []
    /// Bytes of `/dev/shm` of `RUN` steps.
    public var sharedMemoryBytes: Int64?
    /// Logins by registry, for base images; the classic builder alone takes them.
    public var credentials: [String: RegistryCredentials] = [:]
    /// What builds.
    public var builder = Builder.automatic

    /// A build with the defaults of `docker build`.
    public init(tags: [String]) { self.tags = tags }
}
