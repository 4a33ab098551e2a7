package import OrderedCollections

/// How an image is made. Source: Compose Build Specification.
package struct Build: Hashable, Sendable {
    /// A directory, absolute, or a URL.
    package var context: String
    /// Relative to the context, or absolute; nil where `dockerfileText` is there.
    package var dockerfile: String?
    /// `dockerfile_inline`: the Dockerfile's text itself.
    package var dockerfileText: String?
    /// Build arguments; nil: the key stands without a value. Loading fills those in from the caller's environment, and
    /// leaves out those that it does not have.
    package var arguments: OrderedDictionary<String, String?>
    /// The stage to build; nil: the last one.
    package var target: String?
    /// Labels that the image gets.
    package var labels: OrderedDictionary<String, String>
    /// Further contexts by the name that the Dockerfile has for them: directories (absolute), URLs, or images with
    /// their `docker-image://`, or other services with their `service:`.
    package var additionalContexts: OrderedDictionary<String, String>
    /// Names that the image gets besides that of the service.
    package var tags: [String]
    /// `platforms`: what the image is built for; empty: the service's platform, or the engine's.
    package var platforms: [String]
    /// What the commands of the Dockerfile may do and see.
    package var steps: BuildSteps
    /// What is taken from former builds, and kept for later ones.
    package var cache: BuildCache
    /// SBOM and provenance.
    package var attestations: BuildAttestations

    /// A build of a context with its default Dockerfile, last stage and no arguments.
    package init(context: String) {
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
package struct BuildSteps: Hashable, Sendable {
    /// The network they are in, such as `host` or `none`; nil: the engine's default.
    package var network: String?
    /// Host name → addresses.
    package var extraHosts: OrderedDictionary<String, [String]> = [:]
    /// Secrets that they may mount.
    package var secrets: [FileObjectMount] = []
    /// SSH agents and keys that they may use: id → path; nil: the caller's agent.
    package var ssh: OrderedDictionary<String, String?> = [:]
    /// Bytes of `/dev/shm`.
    package var sharedMemoryBytes: Int64?
    /// Limits by their name without `RLIMIT_`, in lower case, such as `nofile`.
    package var ulimits: OrderedDictionary<String, Ulimit> = [:]
    /// Whether they have all capabilities.
    package var isPrivileged = false
    /// How engines of Windows set them apart.
    package var isolation: String?
    /// Privileges that the builder is to grant, such as `network.host`.
    package var entitlements: [String] = []

    /// The engine's defaults.
    package init() {}
}

/// What a build takes from former ones, and keeps for later ones.
package struct BuildCache: Hashable, Sendable {
    /// Images, or caches such as `type=local,src=path`, that layers are taken from.
    package var sources: [String] = []
    /// Caches that layers are written to.
    package var destinations: [String] = []
    /// `no_cache`: nothing is taken from a former build.
    package var isDisabled = false
    /// `no_cache_filter`: stages that take nothing from a former build.
    package var disabledStages: [String] = []
    /// `pull`: images that it starts from are fetched anew.
    package var pullsBases = false

    /// The builder's own cache.
    package init() {}
}

/// What is attested about an image that is built: `false`, `true`, or settings such as `mode=max`; nil: the builder's
/// default.
package struct BuildAttestations: Hashable, Sendable {
    /// Where and how it was built.
    package var provenance: String?
    /// What it is made of.
    package var sbom: String?

    /// The builder's defaults.
    package init() {}
}
