package import OrderedCollections

/// A Compose project after loading: every file merged, every value interpolated and checked.
///
/// Source: the Compose Specification, https://github.com/compose-spec/compose-spec/blob/main/spec.md
package struct Project: Hashable, Sendable {
    /// Matches `[a-z0-9][a-z0-9_-]*`.
    package var name: String
    /// The absolute directory that relative paths are resolved against.
    package var directory: String
    /// The absolute paths of the Compose files, in merge order.
    package var files: [String] = []
    /// In file order, without services of inactive profiles.
    package var services: OrderedDictionary<String, Service> = [:]
    /// The services whose profiles are not active, with their profiles.
    package var inactiveServices: OrderedDictionary<String, [String]> = [:]
    package var volumes: OrderedDictionary<String, NamedVolume> = [:]
    package var networks: OrderedDictionary<String, Network> = [:]
    package var secrets: OrderedDictionary<String, FileObject> = [:]
    package var configs: OrderedDictionary<String, FileObject> = [:]
    package var settings = ProjectSettings()
    /// The variables of `.env` and `--env-file`, overridden by the caller's environment.
    package var environment: [String: String] = [:]

    /// Creates an empty project.
    package init(name: String, directory: String) {
        self.name = name
        self.directory = directory
    }
}

/// The top-level `x-cpadev`.
package struct ProjectSettings: Hashable, Sendable {
    /// The runtime of every service that does not set its own.
    package var runtime: RuntimePreference = .auto
    /// The absolute path of the seed manifest.
    package var seeds: String?
    package var ports: PortChoice = .fixed
    /// The absolute path of the manifest of `cpadev with`, which holds few rows for tests.
    package var fixtures: String?
    /// The size limit of a service's log in bytes, if the service sets none; nil: 1 GiB.
    package var maxLogBytes: Int?
    /// nil: metrics are only on the control socket.
    package var metrics: MetricsSettings?
    /// nil: the seed data is reset only on request.
    package var reset: ResetSettings?

    package init() {}
}

/// A top-level named volume.
package struct NamedVolume: Hashable, Sendable {
    /// The volume's name in the engine; nil: `<project>_<key>`.
    package var name: String?
    /// Whether the volume is managed outside the project; it is then never created or removed here.
    package var external: Bool
    /// The engine's volume driver; nil: the engine's default.
    package var driver: String?
    /// Options for the driver, passed through unchanged.
    package var driverOptions: [String: String]
    package var labels: [String: String]

    package init(
        name: String? = nil,
        external: Bool = false,
        driver: String? = nil,
        driverOptions: [String: String] = [:],
        labels: [String: String] = [:]
    ) {
        self.name = name
        self.external = external
        self.driver = driver
        self.driverOptions = driverOptions
        self.labels = labels
    }
}

extension Project {
    /// Where the metrics are exported now; nil: nowhere but on the control socket.
    package var exportedMetrics: MetricsSettings? {
        guard let metrics = settings.metrics else { return nil }
        return metrics.scrapedBy.map { services[$0] != nil } ?? true ? metrics : nil
    }
}
