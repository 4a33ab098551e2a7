import ComposeModel
import Diagnostics
import OrderedCollections
import YAMLTree

/// Decodes one typed service from its resolved tree.
struct ServiceDecoder {
    let name: String
    let entry: Mapping.Entry
    /// The active services. Dependencies on others are dropped.
    let services: Node?
    /// The environments of its steps, in order.
    var stepEnvironments: [Mapping] = []

    var node: Node { entry.value }

    /// - Parameter ports: Chooses ports from ranges, across all services.
    func service(choosing ports: inout PortChooser) -> Service {
        var service = Service(name: name, location: entry.keyLocation)
        service.image = node["image"]?.string
        service.build = node["build"].map(build)
        service.command = node["command"]?.strings
        service.entrypoint = node["entrypoint"]?.strings
        service.environment = node["environment"]?.optionalTexts ?? [:]
        service.expose = node["expose"]?.strings ?? []
        service.ports = node["ports"]?.items?.compactMap { port($0, &ports) } ?? []
        service.volumes = node["volumes"]?.items?.compactMap(mount) ?? []
        service.dependencies = dependencies()
        service.healthcheck = node["healthcheck"].map(healthcheck)
        service.restart = deployedRestart() ?? node["restart"]?.string.flatMap(RestartText.parse) ?? .no
        service.stopSignal = node["stop_signal"]?.string.flatMap(Signal.init)
        service.stopGracePeriod = duration("stop_grace_period", of: node) ?? .seconds(10)
        service.profiles = node["profiles"]?.strings ?? []
        service.labels = node["labels"]?.texts ?? [:]
        service.workingDirectory = node["working_dir"]?.string
        service.user = node["user"]?.string
        service.usesInit = node["init"]?.bool
        service.tmpfs = node["tmpfs"]?.strings ?? []
        service.hostname = node["hostname"]?.string
        service.containerName = node["container_name"]?.string
        service.resources = resources()
        service.secrets = node["secrets"]?.items?.compactMap(fileMount) ?? []
        service.configs = node["configs"]?.items?.compactMap(fileMount) ?? []
        service.networks = node["networks"]?.entries(attachment) ?? [:]
        service.extraHosts = node["extra_hosts"]?.lists ?? [:]
        service.ulimits = ulimits(node["ulimits"])
        service.replicas = replicas()
        service.preStart = node["pre_start"]?.items?.enumerated().map { preStartStep($0, $1) } ?? []
        service.postStart = node["post_start"]?.items?.map(hook) ?? []
        service.preStop = node["pre_stop"]?.items?.map(hook) ?? []
        service.watch = node["develop"]?["watch"]?.items?.compactMap(watchRule) ?? []
        service.provider = node["provider"].flatMap(provider)
        service.container = container()
        service.settings = node["x-cpadev"].map { SettingsDecoder(node: $0).settings() } ?? ServiceSettings()
        return service
    }

    // MARK: Parts

    private func port(_ node: Node, _ chooser: inout PortChooser) -> Port? {
        guard let target = node["target"]?.port else { return nil }
        return Port(
            target: target,
            published: chooser.published(node),
            range: PortChooser.range(of: node),
            hostIP: node["host_ip"]?.string,
            transport: node["protocol"]?.string.flatMap(Port.TransportProtocol.init) ?? .tcp,
            name: node["name"]?.string
        )
    }

    /// Returns the dependencies, without those on missing services, which are optional.
    private func dependencies() -> [Dependency] {
        var result: [Dependency] = []
        for (name, entry) in node["depends_on"]?.mapping?.entries ?? [:] where services?[name] != nil {
            var dependency = Dependency(service: name, location: entry.keyLocation)
            dependency.condition =
                entry.value["condition"]?.string.flatMap(Dependency.Condition.init) ?? dependency.condition
            dependency.isRequired = entry.value["required"]?.bool ?? dependency.isRequired
            dependency.restart = entry.value["restart"]?.bool ?? dependency.restart
            result.append(dependency)
        }
        return result
    }

    private func healthcheck(_ node: Node) -> Healthcheck {
        var check = Healthcheck()
        check.interval = duration("interval", of: node) ?? check.interval
        check.timeout = duration("timeout", of: node) ?? check.timeout
        check.startPeriod = duration("start_period", of: node) ?? check.startPeriod
        check.startInterval = duration("start_interval", of: node)
        check.retries = node["retries"]?.integer.flatMap { Int(exactly: $0) } ?? check.retries
        let words = node["test"]?.strings ?? []
        switch words.first {
        case _ where node["disable"]?.bool == true: check.test = .disabled
        case "NONE": check.test = .disabled
        case "CMD": check.test = .command(Array(words.dropFirst()))
        // The engine passes further strings to the shell as $0, $1, and so on.
        case "CMD-SHELL" where words.count > 2: check.test = .command(["/bin/sh", "-c"] + words.dropFirst())
        case "CMD-SHELL": check.test = .shell(words.last ?? "")
        default: check.test = nil
        }
        return check
    }

    private func resources() -> Resources {
        let limits = node["deploy"]?["resources"]?["limits"]
        let memory = node["mem_limit"] ?? limits?["memory"]
        let cpus = node["cpus"] ?? limits?["cpus"]
        let pids = node["pids_limit"] ?? limits?["pids"]
        return Resources(
            memoryBytes: memory?.string.flatMap(ByteSizeText.parse),
            cpus: cpus?.scalar?.number,
            pids: pids?.integer
        )
    }

    func duration(_ key: String, of node: Node) -> Duration? { node[key]?.string.flatMap(DurationText.parse) }
}

extension Node {
    var port: UInt16? { integer.flatMap { UInt16(exactly: $0) } }
}
