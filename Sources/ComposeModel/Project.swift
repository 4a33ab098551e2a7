package import OrderedCollections

/// A Compose project after loading: every file merged, every value interpolated and checked.
///
/// Source: the Compose Specification, https://github.com/compose-spec/compose-spec/blob/main/spec.md
package struct Project: Hashable, Sendable {
    /// Lower case, of `[a-z0-9_-]`, starting with a letter or digit.
    package var name: String
    /// The directory that relative paths start from: absolute.
    package var directory: String
    /// The Compose files, in the order in which they were merged: absolute.
    package var files: [String]
    /// In the order of the files; profiles already applied.
    package var services: OrderedDictionary<String, Service>
    /// Services that exist but whose profiles are not active, with those profiles.
    package var inactiveServices: OrderedDictionary<String, [String]>
    /// The named volumes, by key.
    package var volumes: OrderedDictionary<String, NamedVolume>
    /// The networks, by key.
    package var networks: OrderedDictionary<String, Network>
    /// The secrets, by key.
    package var secrets: OrderedDictionary<String, FileObject>
    /// The configs, by key.
    package var configs: OrderedDictionary<String, FileObject>
    /// The top-level `x-cpadev`.
    package var settings: ProjectSettings
    /// Variables of `.env` and `--env-file`, over which the caller's environment has already won.
    package var environment: [String: String]

    /// An empty project: no files, no services, default settings.
    package init(name: String, directory: String) {
        self.name = name
        self.directory = directory
        files = []
        services = [:]
        inactiveServices = [:]
        volumes = [:]
        networks = [:]
        secrets = [:]
        configs = [:]
        settings = ProjectSettings()
        environment = [:]
    }
}

/// The top-level `x-cpadev`.
package struct ProjectSettings: Hashable, Sendable {
    /// The runtime of every service that names none of its own.
    package var runtime: RuntimePreference = .auto
    /// The seed manifest: absolute.
    package var seeds: String?
    /// Bytes that the log of a service may take on disk, where the service names no limit of its own; nil: 1 GiB.
    package var maxLogBytes: Int?

    /// No seeds, and the runtime chosen for each service.
    package init() {}
}

/// A named volume of the top level.
package struct NamedVolume: Hashable, Sendable {
    /// The name that the engine sees, where it is not `<project>_<key>`.
    package var name: String?
    /// Made by somebody else; never created or removed here.
    package var external: Bool
    /// The engine's volume driver; nil: the engine's default.
    package var driver: String?
    /// Options for the driver, passed on as they are.
    package var driverOptions: [String: String]
    /// Labels that the engine keeps with the volume.
    package var labels: [String: String]

    /// A volume of the project's own with the default driver, unless said otherwise.
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
