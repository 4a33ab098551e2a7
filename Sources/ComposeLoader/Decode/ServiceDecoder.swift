import ComposeModel
import Diagnostics
import OrderedCollections
import YAMLTree

/// Makes one typed service out of its resolved tree.
struct ServiceDecoder {
    let name: String
    let entry: Mapping.Entry
    /// The active services, among which dependencies are looked for.
    let services: Node?

    private var node: Node { entry.value }

    /// - Parameter ports: makes the choices that ranges leave, over all services.
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
        service.restart = node["restart"]?.string.flatMap(RestartText.parse) ?? .no
        service.stopSignal = node["stop_signal"]?.string.flatMap(SignalName.canonical) ?? "SIGTERM"
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
        for (key, entry) in node["networks"]?.mapping?.entries ?? [:] {
            service.networks[key] = entry.value["aliases"]?.strings ?? []
        }
        for (host, entry) in node["extra_hosts"]?.mapping?.entries ?? [:] {
            service.extraHosts[host] = entry.value.strings
        }
        for (limit, entry) in node["ulimits"]?.mapping?.entries ?? [:] {
            service.ulimits[limit] = ulimit(entry.value)
        }
        service.settings = node["x-cpadev"].map { SettingsDecoder(node: $0).settings() } ?? ServiceSettings()
        return service
    }

    // MARK: Parts

    private func build(_ node: Node) -> Build {
        var build = Build(context: node["context"]?.string ?? ".")
        build.dockerfile = node["dockerfile"]?.string
        build.arguments = node["args"]?.optionalTexts ?? [:]
        build.target = node["target"]?.string
        build.labels = node["labels"]?.texts ?? [:]
        return build
    }

    private func port(_ node: Node, _ chooser: inout PortChooser) -> Port? {
        guard let target = node["target"]?.port else { return nil }
        return Port(
            target: target,
            published: chooser.published(node),
            hostIP: node["host_ip"]?.string,
            transport: node["protocol"]?.string == "udp" ? .udp : .tcp,
            name: node["name"]?.string
        )
    }

    private func mount(_ node: Node) -> Mount? {
        guard let target = node["target"]?.string else { return nil }
        let source: Mount.Source
        switch node["type"]?.string {
        case "bind":
            // The long form does not make the path unless it says so; compose-go takes true where `bind` says nothing.
            let creates = node["bind"]?["create_host_path"]?.bool ?? true
            source = .bind(path: node["source"]?.string ?? "", createsHostPath: creates)
        case "volume": source = node["source"]?.string.map { .volume($0) } ?? .anonymous
        case "tmpfs": source = .tmpfs(sizeBytes: node["tmpfs"]?["size"]?.string.flatMap(ByteSizeText.parse))
        default: return nil
        }
        return Mount(source: source, target: target, isReadOnly: node["read_only"]?.bool ?? false)
    }

    private func fileMount(_ node: Node) -> FileObjectMount? {
        guard let source = node["source"]?.string else { return nil }
        return FileObjectMount(
            source: source,
            target: node["target"]?.string,
            mode: node["mode"].flatMap(FileModeText.parse)
        )
    }

    /// Optional dependencies on services that are not there are left out.
    private func dependencies() -> [Dependency] {
        var result: [Dependency] = []
        for (name, entry) in node["depends_on"]?.mapping?.entries ?? [:] where services?[name] != nil {
            let condition = entry.value["condition"]?.string.flatMap(Dependency.Condition.init)
            result.append(
                Dependency(
                    service: name,
                    condition: condition ?? .started,
                    isRequired: entry.value["required"]?.bool ?? true,
                    restart: entry.value["restart"]?.bool ?? false,
                    location: entry.keyLocation
                )
            )
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
        case "CMD-SHELL": check.test = .shell(words.dropFirst().joined(separator: " "))
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

    private func ulimit(_ node: Node) -> Ulimit {
        if let both = node.integer { return Ulimit(soft: both, hard: both) }
        return Ulimit(soft: node["soft"]?.integer ?? -1, hard: node["hard"]?.integer ?? -1)
    }

    private func duration(_ key: String, of node: Node) -> Duration? { node[key]?.string.flatMap(DurationText.parse) }
}

extension Node {
    var port: UInt16? { integer.flatMap { UInt16(exactly: $0) } }
}
