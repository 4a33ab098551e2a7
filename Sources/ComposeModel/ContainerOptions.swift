public import OrderedCollections

/// What of a service only a container can have. nil and empty leave a value to the engine or the image.
///
/// Source: Compose Specification, services, the keys named at each property.
public struct ContainerOptions: Hashable, Sendable {
    /// Which namespaces and control groups it has, `network_mode` among them.
    public var namespaces = NamespaceOptions()
    /// What it may do.
    public var security = SecurityOptions()
    /// The devices that it sees.
    public var devices = DeviceOptions()
    /// Its share of memory, processors and block devices.
    public var limits = ContainerLimits()
    /// How it finds others by name.
    public var names = NameOptions()
    /// Where the engine puts its output; nil: the engine's default.
    public var logging: LoggingOptions?
    /// `sysctls`: parameters of the kernel, such as `net.core.somaxconn`.
    public var sysctls: OrderedDictionary<String, String> = [:]
    /// `shm_size`: bytes of `/dev/shm`.
    public var sharedMemoryBytes: Int64?
    /// `storage_opt`: options of the engine's storage driver.
    public var storageOptions: OrderedDictionary<String, String> = [:]
    /// `annotations`: what the low-level runtime is told.
    public var annotations: OrderedDictionary<String, String> = [:]
    /// `volumes_from`: whose mounts it has as well.
    public var volumesFrom: [VolumesFrom] = []
    /// `tty`: its output is a terminal.
    public var hasTerminal = false
    /// `stdin_open`: its standard input stays open.
    public var keepsInputOpen = false
    /// `mac_address`, of its first network.
    public var macAddress: String?
    /// `runtime`: the low-level runtime, such as `runc`.
    public var engineRuntime: String?
    /// `isolation`: how engines of Windows set it apart.
    public var isolation: String?
    /// `platform`: `os[/architecture[/variant]]`, such as `linux/arm64`.
    public var platform: String?
    /// `pull_policy`: when the image is fetched or built; nil: where the engine does not have it, and then built
    /// rather than fetched where the service has a `build`.
    public var pullPolicy: PullPolicy?
    /// `attach`: false where its output is not to be followed by default.
    public var isAttached = true

    /// Everything is left to the engine.
    public init() {}
}

/// Where an engine puts a container's output. Source: Compose Specification, services, `logging`.
public struct LoggingOptions: Hashable, Sendable {
    /// The engine's logging driver, such as `json-file`; nil: its default.
    public var driver: String?
    /// Options for the driver, passed on as they are.
    public var options: OrderedDictionary<String, String>

    /// The engine's default driver, unless said otherwise.
    public init(driver: String? = nil, options: OrderedDictionary<String, String> = [:]) {
        self.driver = driver
        self.options = options
    }
}

/// Another container's mounts. Source: Compose Specification, services, `volumes_from`.
public struct VolumesFrom: Hashable, Sendable {
    /// Whose mounts they are.
    public enum Source: Hashable, Sendable {
        /// A service of the project, by its key.
        case service(String)
        /// A container that somebody else runs, by name or id.
        case container(String)
    }

    /// Whose mounts they are.
    public var source: Source
    /// Whether they may only be read.
    public var isReadOnly: Bool

    /// Mounts that may be written, unless said otherwise.
    public init(source: Source, isReadOnly: Bool = false) {
        self.source = source
        self.isReadOnly = isReadOnly
    }
}

/// When a service's image is fetched or built. Source: Compose Specification, services, `pull_policy`.
public enum PullPolicy: Hashable, Sendable {
    case always
    case never
    /// Fetched where the engine does not have it.
    case missing
    /// Built also where the engine has it.
    case build
    /// Fetched again where the last time is longer ago than this.
    case refresh(after: Duration)
}
