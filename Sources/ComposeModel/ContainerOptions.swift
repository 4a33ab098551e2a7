package import OrderedCollections

/// The options of a service that apply only to containers. nil and empty leave a value to the engine or the image.
///
/// Source: Compose Specification, services, the keys named at each property.
package struct ContainerOptions: Hashable, Sendable {
    /// The namespaces and control groups, including `network_mode`.
    package var namespaces = NamespaceOptions()
    package var security = SecurityOptions()
    package var devices = DeviceOptions()
    package var limits = ContainerLimits()
    package var names = NameOptions()
    /// nil: the engine's default.
    package var logging: LoggingOptions?
    /// `sysctls`: kernel parameters, such as `net.core.somaxconn`.
    package var sysctls: OrderedDictionary<String, String> = [:]
    /// `shm_size`: the size of `/dev/shm` in bytes.
    package var sharedMemoryBytes: Int64?
    /// `storage_opt`: options of the engine's storage driver.
    package var storageOptions: OrderedDictionary<String, String> = [:]
    /// `annotations`: metadata for the low-level runtime.
    package var annotations: OrderedDictionary<String, String> = [:]
    /// `volumes_from`: containers whose mounts it shares.
    package var volumesFrom: [VolumesFrom] = []
    /// `tty`: whether it has a terminal.
    package var hasTerminal = false
    /// `stdin_open`: whether its standard input stays open.
    package var keepsInputOpen = false
    /// `mac_address`, of its first network.
    package var macAddress: String?
    /// `runtime`: the low-level runtime, such as `runc`.
    package var engineRuntime: String?
    /// `isolation`: the isolation technology of Windows engines.
    package var isolation: String?
    /// `platform`: `os[/architecture[/variant]]`, such as `linux/arm64`.
    package var platform: String?
    /// `pull_policy`: when the image is pulled or built; nil: if the engine does not have it, building rather than
    /// pulling if the service has a `build`.
    package var pullPolicy: PullPolicy?

    package init() {}
}

/// The logging configuration of a container. Source: Compose Specification, services, `logging`.
package struct LoggingOptions: Hashable, Sendable {
    /// The engine's logging driver, such as `json-file`; nil: its default.
    package var driver: String?
    /// Options for the driver, passed through unchanged.
    package var options: OrderedDictionary<String, String>

    package init(driver: String? = nil, options: OrderedDictionary<String, String> = [:]) {
        self.driver = driver
        self.options = options
    }
}

/// Another container's mounts. Source: Compose Specification, services, `volumes_from`.
package struct VolumesFrom: Hashable, Sendable {
    package enum Source: Hashable, Sendable {
        /// A service of the project, by its key.
        case service(String)
        /// A container outside the project, by name or id.
        case container(String)
    }

    package var source: Source
    package var isReadOnly: Bool

    package init(source: Source, isReadOnly: Bool = false) {
        self.source = source
        self.isReadOnly = isReadOnly
    }
}

/// When a service's image is pulled or built. Source: Compose Specification, services, `pull_policy`.
package enum PullPolicy: Hashable, Sendable {
    case always
    case never
    /// Pulls the image if the engine does not have it.
    case missing
    /// Builds the image even if the engine has it.
    case build
    /// Pulls the image again if the last pull is older than this.
    case refresh(after: Duration)
}
