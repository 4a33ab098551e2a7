/// What a container gets of its host. nil leaves a value to the engine. Source: Docker Engine API, HostConfig.
public struct HostConfig: Codable, Hashable, Sendable {
    /// `source:target:options`.
    public var binds: [String]?
    /// Mounts in the long form.
    public var mounts: [ContainerMount]?
    /// Memory by target, with options.
    public var tmpfs: [String: String]?
    /// `container[:ro]`.
    public var volumesFrom: [String]?
    /// By `port/protocol`.
    public var portBindings: [String: [PortBinding]]?
    /// A network's name, `host`, `none`, or `container:<name>`.
    public var networkMode: String?
    /// `name:address`.
    public var extraHosts: [String]?
    /// What the engine does when it ends.
    public var restartPolicy: HostRestartPolicy?
    /// A small init process is pid 1.
    public var usesInit: Bool?
    /// The low-level runtime.
    public var runtime: String?
    /// On engines of Windows.
    public var isolation: String?
    /// Parameters of the kernel.
    public var sysctls: [String: String]?
    /// Bytes of `/dev/shm`.
    public var sharedMemoryBytes: Int64?
    /// Options of the storage driver.
    public var storageOptions: [String: String]?
    /// For the low-level runtime; from API 1.43 on.
    public var annotations: [String: String]?
    /// Where its output goes.
    public var logging: LogConfig?
    /// Name servers.
    public var dns: [String]?
    /// Search domains.
    public var dnsSearch: [String]?
    /// Options of the resolver.
    public var dnsOptions: [String]?
    /// Namespaces: `host`, `container:<name>`, or words of the engine's.
    public var pidMode: String?
    /// See ``pidMode``.
    public var ipcMode: String?
    /// See ``pidMode``.
    public var utsMode: String?
    /// See ``pidMode``.
    public var userMode: String?
    /// `host` or `private`.
    public var cgroupMode: String?
    /// Under which control group it is put.
    public var cgroupParent: String?
    /// Capabilities besides the defaults.
    public var addedCapabilities: [String]?
    /// Capabilities that are taken away.
    public var droppedCapabilities: [String]?
    /// All capabilities and devices.
    public var isPrivileged: Bool?
    /// Its file system cannot be written.
    public var hasReadOnlyRoot: Bool?
    /// Labels and profiles.
    public var securityOptions: [String]?
    /// Further groups.
    public var addedGroups: [String]?
    /// Device files.
    public var devices: [HostDevice]?
    /// Rules of the control group.
    public var deviceCgroupRules: [String]?
    /// Devices by what they can do.
    public var deviceRequests: [HostDeviceRequest]?
    /// Bytes.
    public var memoryBytes: Int64?
    /// Bytes.
    public var memoryReservationBytes: Int64?
    /// Bytes of memory and swap together; -1: no limit of swap.
    public var memoryAndSwapBytes: Int64?
    /// 0 to 100.
    public var memorySwappiness: Int64?
    /// The kernel does not end it when memory is short.
    public var disablesOOMKiller: Bool?
    /// -1000 to 1000.
    public var oomScoreAdjustment: Int64?
    /// Billionths of a processor.
    public var nanoCPUs: Int64?
    /// How many processes; -1: no limit.
    public var pidsLimit: Int64?
    /// Its weight.
    public var cpuShares: Int64?
    /// Microseconds.
    public var cpuPeriod: Int64?
    /// Microseconds.
    public var cpuQuota: Int64?
    /// Microseconds.
    public var cpuRealtimePeriod: Int64?
    /// Microseconds.
    public var cpuRealtimeRuntime: Int64?
    /// Such as `0-2,4`.
    public var cpuSet: String?
    /// On engines of Windows.
    public var cpuCount: Int64?
    /// On engines of Windows.
    public var cpuPercent: Int64?
    /// Limits of resources.
    public var ulimits: [HostUlimit]?
    /// 10 to 1000.
    public var blockWeight: Int64?
    /// Weights of single devices.
    public var blockDeviceWeights: [WeightDevice]?
    /// Bytes a second.
    public var blockReadBytes: [ThrottleDevice]?
    /// Bytes a second.
    public var blockWriteBytes: [ThrottleDevice]?
    /// Operations a second.
    public var blockReadOperations: [ThrottleDevice]?
    /// Operations a second.
    public var blockWriteOperations: [ThrottleDevice]?

    /// The engine's defaults.
    public init() {}

    private enum CodingKeys: String, CodingKey {
        case binds = "Binds"
        case mounts = "Mounts"
        case tmpfs = "Tmpfs"
        case volumesFrom = "VolumesFrom"
        case portBindings = "PortBindings"
        case networkMode = "NetworkMode"
        case extraHosts = "ExtraHosts"
        case restartPolicy = "RestartPolicy"
        case usesInit = "Init"
        case runtime = "Runtime"
        case isolation = "Isolation"
        case sysctls = "Sysctls"
        case sharedMemoryBytes = "ShmSize"
        case storageOptions = "StorageOpt"
        case annotations = "Annotations"
        case logging = "LogConfig"
        case dns = "Dns"
        case dnsSearch = "DnsSearch"
        case dnsOptions = "DnsOptions"
        case pidMode = "PidMode"
        case ipcMode = "IpcMode"
        case utsMode = "UTSMode"
        case userMode = "UsernsMode"
        case cgroupMode = "CgroupnsMode"
        case cgroupParent = "CgroupParent"
        case addedCapabilities = "CapAdd"
        case droppedCapabilities = "CapDrop"
        case isPrivileged = "Privileged"
        case hasReadOnlyRoot = "ReadonlyRootfs"
        case securityOptions = "SecurityOpt"
        case addedGroups = "GroupAdd"
        case devices = "Devices"
        case deviceCgroupRules = "DeviceCgroupRules"
        case deviceRequests = "DeviceRequests"
        case memoryBytes = "Memory"
        case memoryReservationBytes = "MemoryReservation"
        case memoryAndSwapBytes = "MemorySwap"
        case memorySwappiness = "MemorySwappiness"
        case disablesOOMKiller = "OomKillDisable"
        case oomScoreAdjustment = "OomScoreAdj"
        case nanoCPUs = "NanoCpus"
        case pidsLimit = "PidsLimit"
        case cpuShares = "CpuShares"
        case cpuPeriod = "CpuPeriod"
        case cpuQuota = "CpuQuota"
        case cpuRealtimePeriod = "CpuRealtimePeriod"
        case cpuRealtimeRuntime = "CpuRealtimeRuntime"
        case cpuSet = "CpusetCpus"
        case cpuCount = "CpuCount"
        case cpuPercent = "CpuPercent"
        case ulimits = "Ulimits"
        case blockWeight = "BlkioWeight"
        case blockDeviceWeights = "BlkioWeightDevice"
        case blockReadBytes = "BlkioDeviceReadBps"
        case blockWriteBytes = "BlkioDeviceWriteBps"
        case blockReadOperations = "BlkioDeviceReadIOps"
        case blockWriteOperations = "BlkioDeviceWriteIOps"
    }
}
