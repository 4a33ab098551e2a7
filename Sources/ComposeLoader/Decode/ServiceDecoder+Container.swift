import ComposeModel
import OrderedCollections
import YAMLTree

// Decodes container-only options.
extension ServiceDecoder {
    func container() -> ContainerOptions {
        var options = ContainerOptions()
        options.namespaces = namespaces()
        options.security = security()
        options.devices = devices()
        options.limits = limits()
        options.names = names()
        options.logging = node["logging"].map {
            LoggingOptions(driver: $0["driver"]?.string, options: $0["options"]?.texts ?? [:])
        }
        options.sysctls = node["sysctls"]?.texts ?? [:]
        options.sharedMemoryBytes = size("shm_size")
        options.storageOptions = node["storage_opt"]?.texts ?? [:]
        options.annotations = node["annotations"]?.texts ?? [:]
        options.volumesFrom = node["volumes_from"]?.strings.map(volumesFrom) ?? []
        options.hasTerminal = node["tty"]?.bool ?? false
        options.keepsInputOpen = node["stdin_open"]?.bool ?? false
        options.macAddress = node["mac_address"]?.string
        options.engineRuntime = node["runtime"]?.string
        options.isolation = node["isolation"]?.string
        options.platform = node["platform"]?.string
        options.pullPolicy = pullPolicy()
        return options
    }

    // MARK: Groups

    private func namespaces() -> NamespaceOptions {
        var options = NamespaceOptions()
        options.network = mode("network_mode")
        options.pid = mode("pid")
        options.ipc = mode("ipc")
        options.uts = mode("uts")
        options.user = mode("userns_mode")
        options.cgroup = mode("cgroup")
        options.cgroupParent = node["cgroup_parent"]?.string
        return options
    }

    private func security() -> SecurityOptions {
        var options = SecurityOptions()
        options.addedCapabilities = node["cap_add"]?.strings ?? []
        options.droppedCapabilities = node["cap_drop"]?.strings ?? []
        options.isPrivileged = node["privileged"]?.bool ?? false
        options.isReadOnly = node["read_only"]?.bool ?? false
        options.options = node["security_opt"]?.strings ?? []
        options.groups = node["group_add"]?.strings ?? []
        options.usesAPISocket = node["use_api_socket"]?.bool ?? false
        return options
    }

    private func devices() -> DeviceOptions {
        var options = DeviceOptions()
        options.mappings = node["devices"]?.items?.compactMap(device) ?? []
        options.cgroupRules = node["device_cgroup_rules"]?.strings ?? []
        let reserved = node["deploy"]?["resources"]?["reservations"]?["devices"]?.items ?? []
        options.requests = reserved.map { deviceRequest($0) }
        // `gpus` requests the capability `gpu` by default.
        options.requests += (node["gpus"]?.items ?? []).map { deviceRequest($0, capabilities: ["gpu"]) }
        return options
    }

    private func limits() -> ContainerLimits {
        var limits = ContainerLimits()
        let reserved = node["deploy"]?["resources"]?["reservations"]?["memory"]
        limits.memoryReservationBytes = size("mem_reservation") ?? reserved?.string.flatMap(ByteSizeText.parse)
        limits.memoryAndSwapBytes = node["memswap_limit"]?.integer == -1 ? -1 : size("memswap_limit")
        limits.swappiness = number("mem_swappiness")
        limits.disablesOOMKiller = node["oom_kill_disable"]?.bool
        limits.oomScoreAdjustment = number("oom_score_adj")
        limits.cpuShares = number("cpu_shares")
        limits.cpuPeriod = microseconds("cpu_period")
        limits.cpuQuota = microseconds("cpu_quota")
        limits.cpuRealtimePeriod = microseconds("cpu_rt_period")
        limits.cpuRealtimeRuntime = microseconds("cpu_rt_runtime")
        limits.cpuSet = node["cpuset"]?.string
        limits.cpuCount = number("cpu_count")
        limits.cpuPercent = node["cpu_percent"]?.scalar?.number
        limits.blockIO = node["blkio_config"].map(blockIO)
        return limits
    }

    private func names() -> NameOptions {
        var options = NameOptions()
        options.servers = node["dns"]?.strings ?? []
        options.searchDomains = node["dns_search"]?.strings ?? []
        options.options = node["dns_opt"]?.strings ?? []
        options.domainName = node["domainname"]?.string
        options.links = node["links"]?.strings.map(Link.init) ?? []
        options.externalLinks = node["external_links"]?.strings.map(Link.init) ?? []
        return options
    }

    private func pullPolicy() -> PullPolicy? {
        guard let text = node["pull_policy"]?.string, let policy = PullPolicyText.parse(text) else { return nil }
        guard text == "refresh", let after = duration("pull_refresh_after", of: node) else { return policy }
        return .refresh(after: after)
    }

    // MARK: Single values

    private func mode(_ key: String) -> NamespaceMode? { node[key]?.string.map { NamespaceMode($0) } }

    private func size(_ key: String) -> Int64? { node[key]?.string.flatMap(ByteSizeText.parse) }

    private func number(_ key: String) -> Int64? {
        guard let scalar = node[key]?.scalar else { return nil }
        return scalar.integer ?? scalar.number.flatMap { Int64(exactly: $0.rounded()) }
    }

    private func microseconds(_ key: String) -> Int64? { node[key]?.string.flatMap(DurationText.microseconds) }

    private func device(_ node: Node) -> DeviceMapping? {
        guard let source = node["source"]?.string else { return nil }
        return DeviceMapping(
            source: source,
            target: node["target"]?.string,
            permissions: node["permissions"]?.string ?? "rwm"
        )
    }

    private func deviceRequest(_ node: Node, capabilities: [String] = []) -> DeviceRequest {
        let ids = node["device_ids"]?.strings ?? []
        let count: DeviceRequest.Count? =
            switch node["count"]?.string {
            case "all", "-1": .all
            case .some(let text): Int(text).map { .exactly($0) }
            case nil: nil
            }
        return DeviceRequest(
            driver: node["driver"]?.string,
            count: count ?? (ids.isEmpty ? .all : nil),
            deviceIDs: ids,
            capabilities: node["capabilities"]?.strings ?? capabilities,
            options: node["options"]?.texts.unordered ?? [:]
        )
    }

    private func blockIO(_ node: Node) -> BlockIO {
        var limits = BlockIO()
        limits.weight = node["weight"]?.integer
        limits.deviceWeights =
            node["weight_device"]?.items?.compactMap { item in
                guard let path = item["path"]?.string, let weight = item["weight"]?.integer else { return nil }
                return BlockIO.Weight(path: path, weight: weight)
            } ?? []
        func rates(_ key: String) -> [BlockIO.Rate] {
            (node[key]?.items ?? []).compactMap { item in
                guard let path = item["path"]?.string, let rate = item["rate"]?.byteSize else { return nil }
                return BlockIO.Rate(path: path, rate: Int64(rate))
            }
        }
        limits.readBytes = rates("device_read_bps")
        limits.writeBytes = rates("device_write_bps")
        limits.readOperations = rates("device_read_iops")
        limits.writeOperations = rates("device_write_iops")
        return limits
    }

    /// `service`, `service:ro`, `container:name`, `container:name:rw`.
    private func volumesFrom(_ text: String) -> VolumesFrom {
        var parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        let isContainer = parts.count > 1 && parts[0] == "container"
        if isContainer { parts.removeFirst() }
        let name = parts.first ?? text
        return VolumesFrom(
            source: isContainer ? .container(name) : .service(name),
            isReadOnly: parts.dropFirst().first == "ro"
        )
    }
}
