/// What a container gets of its host. nil leaves a value to the engine. Source: Docker Engine API, HostConfig.
package struct HostConfig: Codable, Hashable, Sendable {
    /// `source:target:options`.
    package var binds: [String]?
    /// Mounts in the long form.
    package var mounts: [ContainerMount]?
    /// Memory by target, with options.
    package var tmpfs: [String: String]?
    /// `container[:ro]`.
    package var volumesFrom: [String]?
    /// By `port/protocol`.
    package var portBindings: [String: [PortBinding]]?
    /// A network's name, `host`, `none`, or `container:<name>`.
    package var networkMode: String?
    /// `name:address`.
    package var extraHosts: [String]?
    /// What the engine does when it ends.
    package var restartPolicy: HostRestartPolicy?
    /// A small init process is pid 1.
    package var usesInit: Bool?
    /// The low-level runtime.
    package var runtime: String?
    /// On engines of Windows.
    package var isolation: String?
    /// Parameters of the kernel.
    package var sysctls: [String: String]?
    /// Bytes of `/dev/shm`.
    package var sharedMemoryBytes: Int64?
    /// Options of the storage driver.
    package var storageOptions: [String: String]?
    /// For the low-level runtime; from API 1.43 on.
    package var annotations: [String: String]?
    /// Where its output goes.
    package var logging: LogConfig?
    /// Name servers.
    package var dns: [String]?
    /// Search domains.
    package var dnsSearch: [String]?
    /// Options of the resolver.
    package var dnsOptions: [String]?
    /// Namespaces: `host`, `container:<name>`, or words of the engine's.
    package var pidMode: String?
    /// See ``pidMode``.
    package var ipcMode: String?
    /// See ``pidMode``.
    package var utsMode: String?
    /// See ``pidMode``.
    package var userMode: String?
    /// `host` or `private`.
    package var cgroupMode: String?
    /// Under which control group it is put.
    package var cgroupParent: String?
    /// Capabilities besides the defaults.
    package var addedCapabilities: [String]?
    /// Capabilities that are taken away.
    package var droppedCapabilities: [String]?
    /// All capabilities and devices.
    package var isPrivileged: Bool?
    /// Its file system cannot be written.
    package var hasReadOnlyRoot: Bool?
    /// Labels and profiles.
    package var securityOptions: [String]?
    /// Further groups.
    package var addedGroups: [String]?
    /// Device files.
    package var devices: [HostDevice]?
    /// Rules of the control group.
    package var deviceCgroupRules: [String]?
    /// Devices by what they can do.
    package var deviceRequests: [HostDeviceRequest]?
    /// Bytes.
    package var memoryBytes: Int64?
    /// Bytes.
    package var memoryReservationBytes: Int64?
    /// Bytes of memory and swap together; -1: no limit of swap.
    package var memoryAndSwapBytes: Int64?
    /// 0 to 100.
    package var memorySwappiness: Int64?
    /// The kernel does not end it when memory is short.
    package var disablesOOMKiller: Bool?
    /// -1000 to 1000.
    package var oomScoreAdjustment: Int64?
    /// Billionths of a processor.
    package var nanoCPUs: Int64?
    /// How many processes; -1: no limit.
    package var pidsLimit: Int64?
    /// Its weight.
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
    /// On engines of Windows.
    package var cpuCount: Int64?
    /// On engines of Windows.
    package var cpuPercent: Int64?
    /// Limits of resources.
    package var ulimits: [HostUlimit]?
    /// 10 to 1000.
    package var blockWeight: Int64?
    /// Weights of single devices.
    package var blockDeviceWeights: [WeightDevice]?
    /// Bytes a second.
    package var blockReadBytes: [ThrottleDevice]?
    /// Bytes a second.
    package var blockWriteBytes: [ThrottleDevice]?
    /// Operations a second.
    package var blockReadOperations: [ThrottleDevice]?
    /// Operations a second.
    package var blockWriteOperations: [ThrottleDevice]?

    /// The engine's defaults.
    package init() {}

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
