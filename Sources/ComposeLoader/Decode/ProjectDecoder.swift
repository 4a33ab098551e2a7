import ComposeModel
import Diagnostics
import OrderedCollections
import YAMLTree

/// Decodes the typed project from the validated, resolved tree. Decoding reports no problems.
struct ProjectDecoder {
    let projectName: String
    let selection: ServiceSelection
    /// The environments of steps by service, from ``ServiceEnvironmentPhase``.
    let stepEnvironments: [String: [Mapping]]

    func project(_ root: Node, directory: String) -> Project {
        var project = Project(name: projectName, directory: directory)
        project.settings = settings(root["x-cpadev"])
        var ports = PortChooser(services: root["services"])
        for (name, entry) in root["services"]?.mapping?.entries ?? [:] {
            let decoder = ServiceDecoder(
                name: name,
                entry: entry,
                services: root["services"],
                stepEnvironments: stepEnvironments[name] ?? []
            )
            project.services[name] = decoder.service(choosing: &ports)
        }
        project.inactiveServices = selection.inactive
        project.volumes = collection("volumes", of: root, namedVolume)
        project.networks = collection("networks", of: root, network)
        project.secrets = collection("secrets", of: root, fileObject)
        project.configs = collection("configs", of: root, fileObject)
        return project
    }

    private func settings(_ node: Node?) -> ProjectSettings {
        var settings = ProjectSettings()
        settings.runtime = node?["runtime"]?.string.flatMap(RuntimePreference.init) ?? .auto
        settings.ports = node?["ports"]?.string.flatMap(PortChoice.init) ?? .fixed
        settings.seeds = node?["seeds"]?.string
        settings.fixtures = node?["fixtures"]?.string
        settings.maxLogBytes = node?["logs"]?["max_size"]?.byteSize
        settings.metrics = node?["metrics"].flatMap(metrics)
        settings.reset = node?["reset"].flatMap(reset)
        return settings
    }

    private func metrics(_ node: Node) -> MetricsSettings? {
        var settings = MetricsSettings(port: node["port"]?.port ?? MetricsSettings.defaultPort)
        settings.scrapedBy = node["scraped_by"]?.string
        for (name, entry) in node["lines"]?.mapping?.entries ?? [:] {
            settings.counters += entry.value.texts.map { service, text in
                MetricsSettings.LineCounter(name: name, service: service, text: text)
            }
        }
        return settings
    }

    private func collection<Value>(
        _ key: String,
        of root: Node,
        _ decode: (String, Node) -> Value
    ) -> OrderedDictionary<String, Value> {
        var result: OrderedDictionary<String, Value> = [:]
        for (name, entry) in root[key]?.mapping?.entries ?? [:] { result[name] = decode(name, entry.value) }
        return result
    }

    private func namedVolume(_ key: String, _ node: Node) -> NamedVolume {
        let isExternal = node["external"]?.bool ?? false
        return NamedVolume(
            name: ownName(of: key, node) ?? (isExternal ? key : nil),
            external: isExternal,
            driver: node["driver"]?.string,
            driverOptions: node["driver_opts"]?.texts.unordered ?? [:],
            labels: node["labels"]?.texts.unordered ?? [:]
        )
    }

    /// Returns the resource's name, or nil if it is the one that Compose generates.
    private func ownName(of key: String, _ node: Node) -> String? {
        let name = node["name"]?.string
        return name == "\(projectName)_\(key)" ? nil : name
    }

    private func network(_ key: String, _ node: Node) -> Network {
        let isExternal = node["external"]?.bool ?? false
        var network = Network(
            name: ownName(of: key, node) ?? (isExternal ? key : nil),
            external: isExternal,
            driver: node["driver"]?.string,
            driverOptions: node["driver_opts"]?.texts.unordered ?? [:],
            isInternal: node["internal"]?.bool ?? false,
            labels: node["labels"]?.texts.unordered ?? [:]
        )
        network.isAttachable = node["attachable"]?.bool ?? false
        network.enablesIPv4 = node["enable_ipv4"]?.bool
        network.enablesIPv6 = node["enable_ipv6"]?.bool
        network.addressing = node["ipam"].map(addressing)
        return network
    }

    private func addressing(_ node: Node) -> NetworkAddressing {
        NetworkAddressing(
            driver: node["driver"]?.string,
            pools: node["config"]?.items?.map { pool in
                NetworkAddressing.Pool(
                    subnet: pool["subnet"]?.string,
                    range: pool["ip_range"]?.string,
                    gateway: pool["gateway"]?.string,
                    auxiliaryAddresses: pool["aux_addresses"]?.texts.unordered ?? [:]
                )
            } ?? [],
            options: node["options"]?.texts.unordered ?? [:]
        )
    }

    private func fileObject(_ key: String, _ node: Node) -> FileObject {
        let external = FileObject(source: .external(name: node["name"]?.string ?? key))
        if node["external"]?.bool == true { return external }
        if let path = node["file"]?.string { return FileObject(source: .file(path)) }
        if let variable = node["environment"]?.string { return FileObject(source: .environment(variable)) }
        if let content = node["content"]?.string { return FileObject(source: .content(content)) }
        return external
    }
}

extension Node {
    /// The size in bytes, if the scalar is one.
    var byteSize: Int? { string.flatMap(ByteSizeText.parse).map { Int($0) } }

    /// The string values of a mapping, in order; null is an empty string.
    var texts: OrderedDictionary<String, String> { entries { $0.string ?? "" } }

    /// The string values of a mapping, in order; null is nil.
    var optionalTexts: OrderedDictionary<String, String?> { entries(\.string) }

    /// The values of a mapping as lists of strings, in order. A single string counts as a list of one.
    var lists: OrderedDictionary<String, [String]> { entries(\.strings) }

    func entries<Value>(_ decode: (Node) -> Value) -> OrderedDictionary<String, Value> {
        (mapping?.entries ?? [:]).mapValues { decode($0.value) }
    }
}

extension OrderedDictionary {
    var unordered: [Key: Value] { Dictionary(uniqueKeysWithValues: map { ($0.key, $0.value) }) }
}
