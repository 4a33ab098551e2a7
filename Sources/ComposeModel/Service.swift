public import Diagnostics
public import OrderedCollections

/// One service of a project. Short forms of the file are already long here; paths are absolute.
public struct Service: Hashable, Sendable {
    public var name: String
    /// Where the service's key stands.
    public var location: SourceLocation
    public var image: String?
    public var build: Build?
    /// nil: the image's own.
    public var command: [String]?
    /// nil: the image's own; empty: none.
    public var entrypoint: [String]?
    /// `env_file` and `environment` together, the latter winning. A key without a value (nil) is unset in the service.
    public var environment: OrderedDictionary<String, String?>
    public var ports: [Port]
    public var expose: [String]
    public var volumes: [Mount]
    public var dependencies: [Dependency]
    public var healthcheck: Healthcheck?
    public var restart: RestartPolicy
    /// A signal name with its `SIG`.
    public var stopSignal: String
    public var stopGracePeriod: Duration
    public var profiles: [String]
    public var labels: OrderedDictionary<String, String>
    /// Network key → aliases.
    public var networks: OrderedDictionary<String, [String]>
    /// Host name → address.
    public var extraHosts: OrderedDictionary<String, [String]>
    public var workingDirectory: String?
    public var user: String?
    /// Whether a small init process runs as pid 1 of a container.
    public var usesInit: Bool?
    public var tmpfs: [String]
    public var ulimits: OrderedDictionary<String, Ulimit>
    public var resources: Resources
    public var secrets: [FileObjectMount]
    public var configs: [FileObjectMount]
    public var hostname: String?
    public var containerName: String?
    /// The service's `x-cpadev`.
    public var settings: ServiceSettings

    public init(name: String, location: SourceLocation = SourceLocation(file: "", line: 1, column: 1)) {
        self.name = name
        self.location = location
        environment = [:]
        ports = []
        expose = []
        volumes = []
        dependencies = []
        restart = .no
        stopSignal = "SIGTERM"
        stopGracePeriod = .seconds(10)
        profiles = []
        labels = [:]
        networks = [:]
        extraHosts = [:]
        tmpfs = []
        ulimits = [:]
        resources = Resources()
        secrets = []
        configs = []
        settings = ServiceSettings()
    }
}

/// How an image is made.
public struct Build: Hashable, Sendable {
    /// A directory, absolute, or a URL.
    public var context: String
    /// Relative to the context.
    public var dockerfile: String?
    public var arguments: OrderedDictionary<String, String?>
    public var target: String?
    public var labels: OrderedDictionary<String, String>

    public init(context: String) {
        self.context = context
        arguments = [:]
        labels = [:]
    }
}

/// An edge of the dependency graph: the owner waits for `service`.
public struct Dependency: Hashable, Sendable {
    /// When the owner may start.
    public enum Condition: String, Hashable, Sendable, CaseIterable {
        case started = "service_started"
        case healthy = "service_healthy"
        case completedSuccessfully = "service_completed_successfully"
    }

    public var service: String
    public var condition: Condition
    /// Whether an unavailable dependency holds the owner back.
    public var isRequired: Bool
    /// Whether the owner restarts when the dependency is restarted by the user.
    public var restart: Bool
    /// Where the dependency's name stands.
    public var location: SourceLocation

    public init(
        service: String,
        condition: Condition = .started,
        isRequired: Bool = true,
        restart: Bool = false,
        location: SourceLocation = SourceLocation(file: "", line: 1, column: 1)
    ) {
        self.service = service
        self.condition = condition
        self.isRequired = isRequired
        self.restart = restart
        self.location = location
    }
}

/// When a process that ended is started again. Source: Compose Specification, `restart`.
public enum RestartPolicy: Hashable, Sendable {
    case no
    /// After a failure; `maxRetries` nil is without limit.
    case onFailure(maxRetries: Int?)
    case always
    case unlessStopped
}

/// A `healthcheck` whose test is a command.
public struct Healthcheck: Hashable, Sendable {
    public enum Test: Hashable, Sendable {
        /// Arguments, run as they are.
        case command([String])
        /// A line for `/bin/sh -c`.
        case shell(String)
        /// Switched off, also where the image has one.
        case disabled
    }

    /// nil: the image's own.
    public var test: Test?
    public var interval: Duration
    public var timeout: Duration
    /// Failures in a row that make it unhealthy.
    public var retries: Int
    /// Failures within this time after the start do not count.
    public var startPeriod: Duration
    /// The interval within the start period; nil: cpadev's own quick pace.
    public var startInterval: Duration?

    public init(
        test: Test? = nil,
        interval: Duration = .seconds(30),
        timeout: Duration = .seconds(30),
        retries: Int = 3,
        startPeriod: Duration = .zero,
        startInterval: Duration? = nil
    ) {
        self.test = test
        self.interval = interval
        self.timeout = timeout
        self.retries = retries
        self.startPeriod = startPeriod
        self.startInterval = startInterval
    }
}

/// A soft and a hard limit, as setrlimit(2) takes them.
public struct Ulimit: Hashable, Sendable {
    public var soft: Int64
    public var hard: Int64

    public init(soft: Int64, hard: Int64) {
        self.soft = soft
        self.hard = hard
    }
}

/// Limits of `mem_limit`, `cpus` and `deploy.resources.limits`.
public struct Resources: Hashable, Sendable {
    public var memoryBytes: Int64?
    /// Processor cores; 0.5 is half of one.
    public var cpus: Double?
    public var pids: Int64?

    public init(memoryBytes: Int64? = nil, cpus: Double? = nil, pids: Int64? = nil) {
        self.memoryBytes = memoryBytes
        self.cpus = cpus
        self.pids = pids
    }
}
