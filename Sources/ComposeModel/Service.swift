package import Diagnostics
package import OrderedCollections

/// A service of a project. Short forms are expanded and paths are absolute.
package struct Service: Hashable, Sendable {
    /// The service's key, unique in the project.
    package var name: String
    /// The location of the service's key.
    package var location: SourceLocation
    /// The image's reference; nil if the file names none.
    package var image: String?
    /// How the image is built; nil if it is only pulled or there is none.
    package var build: Build?
    /// nil: the image's own.
    package var command: [String]?
    /// nil: the image's own; empty: none.
    package var entrypoint: [String]?
    /// `env_file` overridden by `environment`. A key without a value (nil) is unset in the service.
    package var environment: OrderedDictionary<String, String?> = [:]
    /// The published ports.
    package var ports: [Port] = []
    /// Ports or ranges that only other services can reach, such as `3000` or `8000-8010/tcp`.
    package var expose: [String] = []
    package var volumes: [Mount] = []
    /// In file order, without optional services that do not exist.
    package var dependencies: [Dependency] = []
    /// nil: the file has none. `x-cpadev.probe` takes precedence.
    package var healthcheck: Healthcheck?
    /// When the service is restarted after it exits: `deploy.restart_policy` or `restart`; `no` by default.
    package var restart: RestartPolicy = .no
    /// nil: the file has none. `x-cpadev.stop_signal` takes precedence; see ``effectiveStopSignal``.
    package var stopSignal: Signal?
    /// The time between the stop signal and SIGKILL; 10 seconds by default.
    package var stopGracePeriod = Duration.seconds(10)
    /// The service is active if any of these is; empty: always.
    package var profiles: [String] = []
    package var labels: OrderedDictionary<String, String> = [:]
    /// Network key → attachment, in file order.
    package var networks: OrderedDictionary<String, NetworkAttachment> = [:]
    /// Host name → address.
    package var extraHosts: OrderedDictionary<String, [String]> = [:]
    /// nil: the image's own.
    package var workingDirectory: String?
    /// A user's name or id, optionally with `:group`; nil: the image's own.
    package var user: String?
    /// Whether a small init process runs as pid 1 of a container.
    package var usesInit: Bool?
    /// Paths inside the service that are mounted as tmpfs, each optionally with `:options`.
    package var tmpfs: [String] = []
    /// Limits by name without `RLIMIT_`, in lowercase, such as `nofile`.
    package var ulimits: OrderedDictionary<String, Ulimit> = [:]
    package var resources = Resources()
    package var secrets: [FileObjectMount] = []
    package var configs: [FileObjectMount] = []
    /// The host name inside the service, and an alias on its networks; nil: the runtime's choice.
    package var hostname: String?
    /// The container's name, and an alias on its networks; nil: the runtime's choice.
    package var containerName: String?
    /// The number of replicas: `scale` or `deploy.replicas`; 1 by default.
    package var replicas = 1
    /// The number of this replica, from 1.
    package var replica = 1
    /// The name of the service in the file. It differs from `name` for replicas with a number.
    package var family: String
    /// The steps that must succeed before the service starts, in order.
    package var preStart: [PreStartStep] = []
    /// The commands that run in the service after it has started, in order.
    package var postStart: [LifecycleHook] = []
    /// The commands that run in the service before it is stopped, in order.
    package var preStop: [LifecycleHook] = []
    package var watch: [WatchRule] = []
    /// The program that provides the service in place of a container; nil: none.
    package var provider: Provider?
    package var container = ContainerOptions()
    /// The service's `x-cpadev`.
    package var settings = ServiceSettings()

    /// Creates a service with Compose's defaults.
    package init(name: String, location: SourceLocation = SourceLocation(file: "", line: 1, column: 1)) {
        self.name = name
        self.location = location
        family = name
    }
}

extension Service {
    /// The signal with which cpadev stops the service.
    package var effectiveStopSignal: Signal? { settings.stopSignal ?? stopSignal }

    /// Whether a provider's program runs the service. Native settings in `x-cpadev` take precedence.
    package var isProvided: Bool { provider != nil && settings.native == nil && settings.providedBy == nil }

    /// Returns the image of the service's containers: its `image`, or `<project>-<service>` if it is built, as in
    /// Docker Compose 2; nil if it has neither.
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

    package var service: String
    package var condition: Condition
    /// Whether an unavailable dependency blocks the owner.
    package var isRequired: Bool
    /// Whether the owner restarts when the user restarts the dependency.
    package var restart: Bool
    /// The location of the dependency's name.
    package var location: SourceLocation

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

/// When a service is restarted after it exits. Source: Compose Specification, `restart`.
package enum RestartPolicy: Hashable, Sendable {
    case no
    /// After a failure; nil `maxRetries` is unlimited.
    case onFailure(maxRetries: Int?)
    case always
    case unlessStopped
}

/// A `healthcheck` whose test is a command.
package struct Healthcheck: Hashable, Sendable {
    /// What the test runs.
    package enum Test: Hashable, Sendable {
        /// A program and its arguments, run without a shell.
        case command([String])
        /// A command line for `/bin/sh -c`.
        case shell(String)
        /// Disabled, even if the image has a healthcheck.
        case disabled
    }

    /// nil: the image's own.
    package var test: Test?
    /// The time between tests after the start period.
    package var interval: Duration
    /// The time after which a test counts as failed.
    package var timeout: Duration
    /// The number of consecutive failures that make the service unhealthy.
    package var retries: Int
    /// The time after the start in which failures do not count.
    package var startPeriod: Duration
    /// The time between tests during the start period; nil: cpadev's own short interval.
    package var startInterval: Duration?

    /// Creates a healthcheck with Compose's defaults.
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

/// A soft and a hard limit, as for setrlimit(2).
package struct Ulimit: Hashable, Sendable {
    /// The effective limit; -1: unlimited.
    package var soft: Int64
    /// The value up to which the service can raise the soft limit; -1: unlimited.
    package var hard: Int64

    package init(soft: Int64, hard: Int64) {
        self.soft = soft
        self.hard = hard
    }
}

/// The limits of `mem_limit`, `cpus`, `pids_limit` and `deploy.resources.limits`.
package struct Resources: Hashable, Sendable {
    /// Bytes of memory; nil: no limit.
    package var memoryBytes: Int64?
    /// Processor cores, such as 0.5.
    package var cpus: Double?
    /// The largest number of processes; nil or -1: no limit.
    package var pids: Int64?

    package init(memoryBytes: Int64? = nil, cpus: Double? = nil, pids: Int64? = nil) {
        self.memoryBytes = memoryBytes
        self.cpus = cpus
        self.pids = pids
    }
}
