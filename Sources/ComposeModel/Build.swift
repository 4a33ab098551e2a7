package import OrderedCollections

/// How an image is built. Source: Compose Build Specification.
package struct Build: Hashable, Sendable {
    /// An absolute directory or a URL.
    package var context: String
    /// Relative to the context, or absolute; nil if `dockerfileText` is set.
    package var dockerfile: String?
    /// `dockerfile_inline`: the text of the Dockerfile.
    package var dockerfileText: String?
    /// The build arguments. A nil value is a key without a value; loading fills it in from the caller's environment or
    /// drops the key if the environment does not have it.
    package var arguments: OrderedDictionary<String, String?> = [:]
    /// The stage to build; nil: the last one.
    package var target: String?
    /// The image's labels.
    package var labels: OrderedDictionary<String, String> = [:]
    /// Additional contexts by their name in the Dockerfile: absolute directories, URLs, images with `docker-image://`,
    /// or other services with `service:`.
    package var additionalContexts: OrderedDictionary<String, String> = [:]
    /// Tags of the image in addition to the service's image name.
    package var tags: [String] = []
    /// `platforms`: the target platforms; empty: the service's platform, or the engine's.
    package var platforms: [String] = []
    package var steps = BuildSteps()
    package var cache = BuildCache()

    /// Creates a build of a context with its default Dockerfile, last stage and no arguments.
    package init(context: String) { self.context = context }
}

/// What the commands of a Dockerfile can do and see while an image is built.
package struct BuildSteps: Hashable, Sendable {
    /// The network of the build, such as `host` or `none`; nil: the engine's default.
    package var network: String?
    /// Host name → addresses.
    package var extraHosts: OrderedDictionary<String, [String]> = [:]
    /// The secrets that the commands can mount.
    package var secrets: [FileObjectMount] = []
    /// The SSH agents and keys that the commands can use: id → path; nil: the caller's agent.
    package var ssh: OrderedDictionary<String, String?> = [:]
    /// The size of `/dev/shm` in bytes.
    package var sharedMemoryBytes: Int64?

    package init() {}
}

/// The cache that a build reads.
package struct BuildCache: Hashable, Sendable {
    /// Images, or caches such as `type=local,src=path`, that layers are read from.
    package var sources: [String] = []
    /// `no_cache`: no layer of an earlier build is reused.
    package var isDisabled = false
    /// `pull`: base images are always pulled.
    package var pullsBases = false

    package init() {}
}
