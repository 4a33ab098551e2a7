public import OrderedCollections

/// How an image is made. Source: Compose Build Specification.
public struct Build: Hashable, Sendable {
    /// A directory, absolute, or a URL.
    public var context: String
    /// Relative to the context, or absolute; nil where `dockerfileText` is there.
    public var dockerfile: String?
    /// `dockerfile_inline`: the Dockerfile's text itself.
    public var dockerfileText: String?
    /// Build arguments; nil: the key stands without a value. Loading fills those in from the caller's environment, and
    /// leaves out those that it does not have.
    public var arguments: OrderedDictionary<String, String?>
    /// The stage to build; nil: the last one.
    public var target: String?
    /// Labels that the image gets.
    public var labels: OrderedDictionary<String, String>
    /// Further contexts by the name that the Dockerfile has for them: directories (absolute), URLs, or images with
    /// their `docker-image://`, or other services with their `service:`.
    public var additionalContexts: OrderedDictionary<String, String>
    /// Names that the image gets besides that of the service.
    public var tags: [String]
    /// `platforms`: what the image is built for; empty: the service's platform, or the engine's.
    public var platforms: [String]
    /// What the commands of the Dockerfile may do and see.
    public var steps: BuildSteps
    /// What is taken from former builds, and kept for later ones.
    public var cache: BuildCache
    /// SBOM and provenance.
    public var attestations: BuildAttestations

    /// A build of a context with its default Dockerfile, last stage and no arguments.
    public init(context: String) {
        self.context = context
        arguments = [:]
        labels = [:]
        additionalContexts = [:]
        tags = []
        platforms = []
        steps = BuildSteps()
        cache = BuildCache()
        attestations = BuildAttestations()
    }
}

/// What the commands of a Dockerfile may do and see while an image is built.
public struct BuildSteps: Hashable, Sendable {
    /// The network they are in, such as `host` or `none`; nil: the engine's default.
    public var network: String?
    /// Host name → addresses.
    public var extraHosts: OrderedDictionary<String, [String]> = [:]
    /// Secrets that they may mount.
    public var secrets: [FileObjectMount] = []
    /// SSH agents and keys that they may use: id → path; nil: the caller's agent.
    public var ssh: OrderedDictionary<String, String?> = [:]
    /// Bytes of `/dev/shm`.
    public var sharedMemoryBytes: Int64?
    /// Limits by their name without `RLIMIT_`, in lower case, such as `nofile`.
    public var ulimits: OrderedDictionary<String, Ulimit> = [:]
    /// Whether they have all capabilities.
    public var isPrivileged = false
    /// How engines of Windows set them apart.
    public var isolation: String?
    /// Privileges that the builder is to grant, such as `network.host`.
    public var entitlements: [String] = []

    /// The engine's defaults.
    public init() {}
}

/// What a build takes from former ones, and keeps for later ones.
public struct BuildCache: Hashable, Sendable {
    /// Images, or caches such as `type=local,src=path`, that layers are taken from.
    public var sources: [String] = []
    /// Caches that layers are written to.
    public var destinations: [String] = []
    /// `no_cache`: nothing is taken from a former build.
    public var isDisabled = false
    /// `no_cache_filter`: stages that take nothing from a former build.
    public var disabledStages: [String] = []
    /// `pull`: images that it starts from are fetched anew.
    public var pullsBases = false

    /// The builder's own cache.
    public init() {}
}

/// What is attested about an image that is built: `false`, `true`, or settings such as `mode=max`; nil: the builder's
/// default.
public struct BuildAttestations: Hashable, Sendable {
    /// Where and how it was built.
    public var provenance: String?
    /// What it is made of.
    public var sbom: String?

    /// The builder's defaults.
    public init() {}
}
