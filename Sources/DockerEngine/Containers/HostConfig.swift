/// A container's host-dependent settings; nil fields use the engine's defaults. Source: Docker Engine API, HostConfig.
package struct HostConfig: Codable, Hashable, Sendable {
    /// `source:target:options`.
    package var binds: [String]?
    /// Mounts in the long form.
    package var mounts: [ContainerMount]?
    /// The options of tmpfs mounts, by target.
    package var tmpfs: [String: String]?
    /// `container[:ro]`.
    package var volumesFrom: [String]?
    /// Bindings by `port/protocol`.
    package var portBindings: [String: [PortBinding]]?
    /// A network's name, `host`, `none`, or `container:<name>`.
    package var networkMode: String?
    /// `name:address`.
    package var extraHosts: [String]?
    package var restartPolicy: HostRestartPolicy?
    /// Whether an init process runs as PID 1.
    package var usesInit: Bool?
    /// The OCI runtime.
    package var runtime: String?
    /// Windows only.
    package var isolation: String?
    /// Kernel parameters.
    package var sysctls: [String: String]?
    /// The size of `/dev/shm`.
    package var sharedMemoryBytes: Int64?
    package var storageOptions: [String: String]?
    /// Annotations for the OCI runtime; since API 1.43.
    package var annotations: [String: String]?
    package var logging: LogConfig?
    /// Name servers.
    package var dns: [String]?
    package var dnsSearch: [String]?
    package var dnsOptions: [String]?
    /// A namespace: `host`, `container:<name>` or an engine-specific value.
    package var pidMode: String?
    /// See ``pidMode``.
    package var ipcMode: String?
    /// See ``pidMode``.
    package var utsMode: String?
    /// See ``pidMode``.
    package var userMode: String?
    /// `host` or `private`.
    package var cgroupMode: String?
    /// The parent cgroup.
    package var cgroupParent: String?
    /// Capabilities to add to the defaults.
    package var addedCapabilities: [String]?
    /// Capabilities to remove from the defaults.
    package var droppedCapabilities: [String]?
    /// Whether it gets all capabilities and devices.
    package var isPrivileged: Bool?
    /// Whether its root file system is read-only.
    package var hasReadOnlyRoot: Bool?
    /// Security labels and profiles.
    package var securityOptions: [String]?
    /// Supplementary groups.
    package var addedGroups: [String]?
    package var devices: [HostDevice]?
    /// Device rules of the cgroup.
    package var deviceCgroupRules: [String]?
    /// Devices requested by capability.
    package var deviceRequests: [HostDeviceRequest]?
    package var memoryBytes: Int64?
    package var memoryReservationBytes: Int64?
    /// Memory and swap together; -1 leaves swap unlimited.
    package var memoryAndSwapBytes: Int64?
    /// 0 to 100.
    package var memorySwappiness: Int64?
    /// Whether the OOM killer spares the container.
    package var disablesOOMKiller: Bool?
    /// -1000 to 1000.
    package var oomScoreAdjustment: Int64?
    /// Billionths of a CPU.
    package var nanoCPUs: Int64?
    /// The maximum number of processes; -1 for no limit.
    package var pidsLimit: Int64?
    /// The relative CPU weight.
    package var cpuShares: Int64?
    /// Microseconds.
    package var cpuPeriod: Int64?
    /// Microseconds.
    package var cpuQuota: Int64?
    /// Microseconds.
    package var cpuRealtimePeriod: Int64?
    /// Microseconds.
    package var cpuRealtimeRuntime: Int64?
    /// Such as `0-2,4`.
    package var cpuSet: String?
    /// Windows only.
    package var cpuCount: Int64?
    /// Windows only.
    package var cpuPercent: Int64?
    package var ulimits: [HostUlimit]?
    /// 10 to 1000.
    package var blockWeight: Int64?
    /// Weights of individual devices.
    package var blockDeviceWeights: [WeightDevice]?
    /// Bytes per second.
    package var blockReadBytes: [ThrottleDevice]?
    /// Bytes per second.
    package var blockWriteBytes: [ThrottleDevice]?
    /// Operations per second.
    package var blockReadOperations: [ThrottleDevice]?
    /// Operations per second.
    package var blockWriteOperations: [ThrottleDevice]?

    /// Creates settings that leave everything to the engine.
    package init() {}

    private enum CodingKeys: String, CodingKey {
        case binds, mounts, tmpfs, volumesFrom, portBindings, networkMode, extraHosts, restartPolicy, runtime,
            isolation, sysctls, annotations, dns, dnsSearch, dnsOptions, pidMode, ipcMode, cgroupParent, devices,
            deviceCgroupRules, deviceRequests, memorySwappiness, pidsLimit, cpuShares, cpuPeriod, cpuQuota,
            cpuRealtimePeriod, cpuRealtimeRuntime, cpuCount, cpuPercent, ulimits
        case usesInit = "init"
        case sharedMemoryBytes = "shmSize"
        case storageOptions = "storageOpt"
        case logging = "logConfig"
        case utsMode = "uTSMode"
        case userMode = "usernsMode"
        case cgroupMode = "cgroupnsMode"
        case addedCapabilities = "capAdd"
        case droppedCapabilities = "capDrop"
        case isPrivileged = "privileged"
        case hasReadOnlyRoot = "readonlyRootfs"
        case securityOptions = "securityOpt"
        case addedGroups = "groupAdd"
        case memoryBytes = "memory"
        case memoryReservationBytes = "memoryReservation"
        case memoryAndSwapBytes = "memorySwap"
        case disablesOOMKiller = "oomKillDisable"
        case oomScoreAdjustment = "oomScoreAdj"
        case nanoCPUs = "nanoCpus"
        case cpuSet = "cpusetCpus"
        case blockWeight = "blkioWeight"
        case blockDeviceWeights = "blkioWeightDevice"
        case blockReadBytes = "blkioDeviceReadBps"
        case blockWriteBytes = "blkioDeviceWriteBps"
        case blockReadOperations = "blkioDeviceReadIOps"
        case blockWriteOperations = "blkioDeviceWriteIOps"
    }
}
