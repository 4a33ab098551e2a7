import ComposeModel
import DockerEngine
import OrderedCollections

extension ContainerRequestBuilder {
    /// The host-dependent settings of the container.
    var hostConfig: HostConfig {
        var config = HostConfig()
        config.binds = binds
        config.mounts = mounts
        config.tmpfs = tmpfs
        config.volumesFrom = volumesFrom
        config.portBindings = portBindings
        config.networkMode = networkMode
        config.extraHosts = extraHosts
        // Only cpadev restarts services.
        config.restartPolicy = HostRestartPolicy(name: "no")
        config.usesInit = service.usesInit
        config.runtime = options.engineRuntime
        config.isolation = options.isolation
        config.sysctls = dictionary(options.sysctls)
        config.sharedMemoryBytes = options.sharedMemoryBytes
        config.storageOptions = dictionary(options.storageOptions)
        config.annotations = dictionary(options.annotations)
        if let logging = options.logging {
            config.logging = LogConfig(driver: logging.driver ?? "", options: dictionary(logging.options))
        }
        addNames(to: &config)
        addNamespaces(to: &config)
        addSecurity(to: &config)
        addDevices(to: &config)
        addLimits(to: &config)
        return config
    }

    private var portBindings: [String: [PortBinding]]? {
        var result: [String: [PortBinding]] = [:]
        for entry in ports.entries {
            let binding = PortBinding(hostIP: entry.hostIP, hostPort: entry.published.map { String($0) } ?? "")
            result[entry.key, default: []].append(binding)
        }
        return result.nonEmpty
    }

    private func addNames(to config: inout HostConfig) {
        config.dns = options.names.servers.nonEmpty
        config.dnsSearch = options.names.searchDomains.nonEmpty
        config.dnsOptions = options.names.options.nonEmpty
    }

    private func addNamespaces(to config: inout HostConfig) {
        let namespaces = options.namespaces
        config.pidMode = namespaces.pid.map(mode)
        config.ipcMode = namespaces.ipc.map(mode)
        config.utsMode = namespaces.uts.map(mode)
        config.userMode = namespaces.user.map(mode)
        config.cgroupMode = namespaces.cgroup.map(mode)
        config.cgroupParent = namespaces.cgroupParent
    }

    private func addSecurity(to config: inout HostConfig) {
        let security = options.security
        config.addedCapabilities = security.addedCapabilities.nonEmpty
        config.droppedCapabilities = security.droppedCapabilities.nonEmpty
        config.isPrivileged = security.isPrivileged ? true : nil
        config.hasReadOnlyRoot = security.isReadOnly ? true : nil
        config.securityOptions = security.options.nonEmpty
        config.addedGroups = security.groups.nonEmpty
    }

    private func addDevices(to config: inout HostConfig) {
        let devices = options.devices
        let files = devices.mappings.filter { $0.source.hasPrefix("/") }
        let named = devices.mappings.filter { !$0.source.hasPrefix("/") }.map(\.source)
        config.devices =
            files.map { HostDevice(path: $0.source, target: $0.target, permissions: $0.permissions) }.nonEmpty
        config.deviceCgroupRules = devices.cgroupRules.nonEmpty
        var requests = devices.requests.map { wanted in
            var request = HostDeviceRequest()
            request.driver = wanted.driver
            request.count = count(of: wanted)
            request.deviceIDs = wanted.deviceIDs.nonEmpty
            request.capabilities = wanted.capabilities.nonEmpty.map { [$0] }
            request.options = wanted.options.nonEmpty
            return request
        }
        if !named.isEmpty {
            var request = HostDeviceRequest()
            request.driver = "cdi"
            request.deviceIDs = named
            requests.append(request)
        }
        config.deviceRequests = requests.nonEmpty
    }

    /// -1 requests all devices, which is also the default if neither a count nor ids are given.
    private func count(of request: DeviceRequest) -> Int? {
        switch request.count {
        case .all: -1
        case .exactly(let number): number
        case nil: request.deviceIDs.isEmpty ? -1 : nil
        }
    }

    private func addLimits(to config: inout HostConfig) {
        let limits = options.limits
        config.memoryBytes = service.resources.memoryBytes
        config.nanoCPUs = service.resources.cpus.map { Int64(($0 * 1_000_000_000).rounded()) }
        config.pidsLimit = service.resources.pids
        config.memoryReservationBytes = limits.memoryReservationBytes
        config.memoryAndSwapBytes = limits.memoryAndSwapBytes
        config.memorySwappiness = limits.swappiness
        config.disablesOOMKiller = limits.disablesOOMKiller
        config.oomScoreAdjustment = limits.oomScoreAdjustment
        config.cpuShares = limits.cpuShares
        config.cpuPeriod = limits.cpuPeriod
        config.cpuQuota = limits.cpuQuota
        config.cpuRealtimePeriod = limits.cpuRealtimePeriod
        config.cpuRealtimeRuntime = limits.cpuRealtimeRuntime
        config.cpuSet = limits.cpuSet
        config.cpuCount = limits.cpuCount
        config.cpuPercent = limits.cpuPercent.map { Int64($0.rounded()) }
        config.ulimits = service.ulimits.map { HostUlimit(name: $0, soft: $1.soft, hard: $1.hard) }.nonEmpty
        guard let blockIO = limits.blockIO else { return }
        config.blockWeight = blockIO.weight
        config.blockDeviceWeights = blockIO.deviceWeights.map { WeightDevice(path: $0.path, weight: $0.weight) }
        config.blockReadBytes = rates(blockIO.readBytes)
        config.blockWriteBytes = rates(blockIO.writeBytes)
        config.blockReadOperations = rates(blockIO.readOperations)
        config.blockWriteOperations = rates(blockIO.writeOperations)
    }

    private func rates(_ rates: [BlockIO.Rate]) -> [ThrottleDevice]? {
        rates.map { ThrottleDevice(path: $0.path, rate: $0.rate) }.nonEmpty
    }

    private func dictionary(_ values: some Sequence<(key: String, value: String)>) -> [String: String]? {
        Dictionary(values.map { ($0.key, $0.value) }) { $1 }.nonEmpty
    }
}
