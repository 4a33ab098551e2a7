package import OrderedCollections

/// What of a service only a container can have. nil and empty leave a value to the engine or the image.
///
/// Source: Compose Specification, services, the keys named at each property.
package struct ContainerOptions: Hashable, Sendable {
    /// Which namespaces and control groups it has, `network_mode` among them.
    package var namespaces = NamespaceOptions()
    /// What it may do.
    package var security = SecurityOptions()
    /// The devices that it sees.
    package var devices = DeviceOptions()
    /// Its share of memory, processors and block devices.
    package var limits = ContainerLimits()
    /// How it finds others by name.
    package var names = NameOptions()
    /// Where the engine puts its output; nil: the engine's default.
    package var logging: LoggingOptions?
    /// `sysctls`: parameters of the kernel, such as `net.core.somaxconn`.
    package var sysctls: OrderedDictionary<String, String> = [:]
    /// `shm_size`: bytes of `/dev/shm`.
    package var sharedMemoryBytes: Int64?
    /// `storage_opt`: options of the engine's storage driver.
    package var storageOptions: OrderedDictionary<String, String> = [:]
    /// `annotations`: what the low-level runtime is told.
    package var annotations: OrderedDictionary<String, String> = [:]
    /// `volumes_from`: whose mounts it has as well.
    package var volumesFrom: [VolumesFrom] = []
    /// `tty`: its output is a terminal.
    package var hasTerminal = false
    /// `stdin_open`: its standard input stays open.
    package var keepsInputOpen = false
    /// `mac_address`, of its first network.
    package var macAddress: String?
    /// `runtime`: the low-level runtime, such as `runc`.
    package var engineRuntime: String?
    /// `isolation`: how engines of Windows set it apart.
    package var isolation: String?
    /// `platform`: `os[/architecture[/variant]]`, such as `linux/arm64`.
    package var platform: String?
    /// `pull_policy`: when the image is fetched or built; nil: where the engine does not have it, and then built
    /// rather than fetched where the service has a `build`.
    package var pullPolicy: PullPolicy?
    /// `attach`: false where its output is not to be followed by default.
    package var isAttached = true

    /// Everything is left to the engine.
    package init() {}
}

/// Where an engine puts a container's output. Source: Compose Specification, services, `logging`.
package struct LoggingOptions: Hashable, Sendable {
    /// The engine's logging driver, such as `json-file`; nil: its default.
    package var driver: String?
    /// Options for the driver, passed on as they are.
    package var options: OrderedDictionary<String, String>

    /// The engine's default driver, unless said otherwise.
    package init(driver: String? = nil, options: OrderedDictionary<String, String> = [:]) {
        self.driver = driver
        self.options = options
    }
}

/// Another container's mounts. Source: Compose Specification, services, `volumes_from`.
package struct VolumesFrom: Hashable, Sendable {
    /// Whose mounts they are.
    package enum Source: Hashable, Sendable {
        /// A service of the project, by its key.
        case service(String)
        /// A container that somebody else runs, by name or id.
        case container(String)
    }

    /// Whose mounts they are.
    package var source: Source
    /// Whether they may only be read.
    package var isReadOnly: Bool

    /// Mounts that may be written, unless said otherwise.
    package init(source: Source, isReadOnly: Bool = false) {
        self.source = source
        self.isReadOnly = isReadOnly
    }
}

/// When a service's image is fetched or built. Source: Compose Specification, services, `pull_policy`.
package enum PullPolicy: Hashable, Sendable {
    case always
    case never
    /// Fetched where the engine does not have it.
    case missing
    /// Built also where the engine has it.
    case build
    /// Fetched again where the last time is longer ago than this.
    case refresh(after: Duration)
}
