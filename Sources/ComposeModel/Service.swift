package import Diagnostics
package import OrderedCollections

/// One service of a project. Short forms of the file are already long here; paths are absolute.
package struct Service: Hashable, Sendable {
    /// The service's key, unique in the project.
    package var name: String
    /// Where the service's key stands.
    package var location: SourceLocation
    /// The image's reference; nil where the file names none.
    package var image: String?
    /// How the image is made; nil where it is only fetched, or there is none.
    package var build: Build?
    /// nil: the image's own.
    package var command: [String]?
    /// nil: the image's own; empty: none.
    package var entrypoint: [String]?
    /// `env_file` and `environment` together, the latter winning. A key without a value (nil) is unset in the service.
    package var environment: OrderedDictionary<String, String?>
    /// Ports that the host shows.
    package var ports: [Port]
    /// Ports or ranges that only other services reach, such as `3000` or `8000-8010/tcp`.
    package var expose: [String]
    /// Host paths, volumes and memory that the service sees as paths.
    package var volumes: [Mount]
    /// What it waits for, in the order of the file; optional services that do not exist are left out.
    package var dependencies: [Dependency]
    /// nil: the file has none. `x-cpadev.probe` goes before it.
    package var healthcheck: Healthcheck?
    /// When it is started again after it ended; `no` by default.
    package var restart: RestartPolicy
    /// nil where the file names none. `x-cpadev.stop_signal` goes before it; see ``ownStopSignal``.
    package var stopSignal: Signal?
    /// The time between the stop signal and SIGKILL; 10 seconds by default.
    package var stopGracePeriod: Duration
    /// Any of these makes it active; empty: it always is.
    package var profiles: [String]
    /// Labels that the engine keeps with the container.
    package var labels: OrderedDictionary<String, String>
    /// Network key → its place there, in the order of the file.
    package var networks: OrderedDictionary<String, NetworkAttachment>
    /// Host name → address.
    package var extraHosts: OrderedDictionary<String, [String]>
    /// Where its command runs; nil: the image's own.
    package var workingDirectory: String?
    /// A user's name or id, with `:group` where wanted; nil: the image's own.
    package var user: String?
    /// Whether a small init process runs as pid 1 of a container.
    package var usesInit: Bool?
    /// Paths inside the service that are memory, each with `:options` where wanted.
    package var tmpfs: [String]
    /// Limits by their name without `RLIMIT_`, in lower case, such as `nofile`.
    package var ulimits: OrderedDictionary<String, Ulimit>
    /// Limits of memory, processor and processes.
    package var resources: Resources
    /// Secrets that it sees as files.
    package var secrets: [FileObjectMount]
    /// Configs that it sees as files.
    package var configs: [FileObjectMount]
    /// The host name inside the service, and an alias for others; nil: the runtime's choice.
    package var hostname: String?
    /// The container's name, and an alias for others; nil: the runtime's choice.
    package var containerName: String?
    /// How many of it run: `scale` or `deploy.replicas`; 1 by default, 0 for none.
    package var replicas: Int
    /// Which of its service's replicas it is, from 1 on.
    package var replica: Int
    /// The service of the file that it is a replica of: its own name, except for those with a number.
    package var family: String
    /// What of `deploy` is nowhere else.
    package var deployment: Deployment
    /// Steps that must succeed before it is started, in order.
    package var preStart: [PreStartStep]
    /// Commands that are run in it once it was started, in order.
    package var postStart: [LifecycleHook]
    /// Commands that are run in it before it is stopped, in order.
    package var preStop: [LifecycleHook]
    /// What happens when files change.
    package var watch: [WatchRule]
    /// The program that brings it in place of a container; nil: none.
    package var provider: Provider?
    /// What of it only a container can have.
    package var container: ContainerOptions
    /// The service's `x-cpadev`.
    package var settings: ServiceSettings

    /// A service of which only the name is known; all else is what Compose takes by default.
    package init(name: String, location: SourceLocation = SourceLocation(file: "", line: 1, column: 1)) {
        self.name = name
        self.location = location
        environment = [:]
        ports = []
        expose = []
        volumes = []
        dependencies = []
        restart = .no
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
        replicas = 1
        replica = 1
        family = name
        deployment = Deployment()
        preStart = []
        postStart = []
        preStop = []
        watch = []
        container = ContainerOptions()
        settings = ServiceSettings()
    }
}

extension Service {
    /// The signal that cpadev stops it with.
    package var ownStopSignal: Signal? { settings.stopSignal ?? stopSignal }

    /// Whether a provider's program brings it. How cpadev is to run it natively goes before that.
    package var isProvided: Bool { provider != nil && settings.native == nil && settings.providedBy == nil }

    /// The image that its containers are made from: its `image`, or `<project>-<service>` for one that is built, as
    /// Docker Compose 2 names it; nil where it has neither.
    package func imageName(inProject project: String) -> String? {
        image ?? (build == nil ? nil : "\(project)-\(family)")
    }
}

/// An edge of the dependency graph: the owner waits for `service`.
package struct Dependency: Hashable, Sendable {
    /// When the owner may start.
    package enum Condition: String, Hashable, Sendable, CaseIterable {
        case started = "service_started"
        case healthy = "service_healthy"
        case completedSuccessfully = "service_completed_successfully"
    }

    /// The key of the service that is waited for.
    package var service: String
    /// What must hold before the owner may start.
    package var condition: Condition
    /// Whether an unavailable dependency holds the owner back.
    package var isRequired: Bool
    /// Whether the owner restarts when the dependency is restarted by the user.
    package var restart: Bool
    /// Where the dependency's name stands.
    package var location: SourceLocation

    /// A required dependency that need only be started, unless said otherwise.
    package init(
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
package enum RestartPolicy: Hashable, Sendable {
    case no
    /// After a failure; `maxRetries` nil is without limit.
    case onFailure(maxRetries: Int?)
    case always
    case unlessStopped
}

/// A `healthcheck` whose test is a command.
package struct Healthcheck: Hashable, Sendable {
    /// What the test runs.
    package enum Test: Hashable, Sendable {
        /// Arguments, run as they are.
        case command([String])
        /// A line for `/bin/sh -c`.
        case shell(String)
        /// Switched off, also where the image has one.
        case disabled
    }

    /// nil: the image's own.
    package var test: Test?
    /// The usual time between tests; `startInterval` tells that of the start.
    package var interval: Duration
    /// How long a test may take; longer is a failure.
    package var timeout: Duration
    /// Failures in a row that make it unhealthy.
    package var retries: Int
    /// Failures within this time after the start do not count.
    package var startPeriod: Duration
    /// The interval within the start period; nil: cpadev's own quick pace.
    package var startInterval: Duration?

    /// A healthcheck with the Compose defaults: every 30 seconds, and unhealthy after 3 failures.
    package init(
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
package struct Ulimit: Hashable, Sendable {
    /// The limit in force; -1: none.
    package var soft: Int64
    /// How far the service may raise the soft limit itself; -1: without limit.
    package var hard: Int64

    /// A pair of limits, in the unit of the resource; -1: none.
    package init(soft: Int64, hard: Int64) {
        self.soft = soft
        self.hard = hard
    }
}

/// Limits of `mem_limit`, `cpus` and `deploy.resources.limits`.
package struct Resources: Hashable, Sendable {
    /// Bytes of memory; nil: no limit.
    package var memoryBytes: Int64?
    /// Processor cores; 0.5 is half of one.
    package var cpus: Double?
    /// How many processes at most; nil or -1: no limit.
    package var pids: Int64?

    /// No limits, unless said otherwise.
    package init(memoryBytes: Int64? = nil, cpus: Double? = nil, pids: Int64? = nil) {
        self.memoryBytes = memoryBytes
        self.cpus = cpus
        self.pids = pids
    }
}
