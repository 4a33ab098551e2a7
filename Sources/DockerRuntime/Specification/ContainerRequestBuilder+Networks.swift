import ComposeModel
import DockerEngine
import OrderedCollections

extension ContainerRequestBuilder {
    /// The keys of the service's networks in the order in which they are joined; empty if it has a `network_mode`.
    var networkKeys: [String] {
        guard options.namespaces.network == nil else { return [] }
        let keys = service.networks.isEmpty ? ["default"] : Array(service.networks.keys)
        let positions = Dictionary(keys.enumerated().map { ($1, $0) }) { first, _ in first }
        return keys.sorted { left, right in
            let (first, second) = (service.networks[left]?.priority ?? 0, service.networks[right]?.priority ?? 0)
            return first == second ? positions[left, default: 0] < positions[right, default: 0] : first > second
        }
    }

    /// The engine's network mode: the first network's name, or the mode in the file.
    var networkMode: String {
        if let mode = options.namespaces.network { return self.mode(mode) }
        return networkKeys.first.map(networkName) ?? "default"
    }

    func networkName(_ key: String) -> String {
        context.names.network(key, context.project.networks[key] ?? Network())
    }

    /// The networks that are joined on creation.
    var networking: NetworkingConfig? {
        let keys = context.acceptsMultipleNetworks ? networkKeys[...] : networkKeys.prefix(1)
        guard !keys.isEmpty else { return nil }
        return NetworkingConfig(
            endpoints: Dictionary(keys.map { (networkName($0), endpoint($0)) }) { first, _ in first }
        )
    }

    /// The networks that are joined after creation and before the start.
    var additionalNetworks: [(key: String, endpoint: EndpointSettings)] {
        context.acceptsMultipleNetworks ? [] : networkKeys.dropFirst().map { ($0, endpoint($0)) }
    }

    private func endpoint(_ key: String) -> EndpointSettings {
        let attachment = service.networks[key] ?? NetworkAttachment()
        var endpoint = EndpointSettings()
        endpoint.aliases = unique([service.family, service.name] + attachment.aliases)
        endpoint.links = links
        var driverOptions = attachment.driverOptions
        if let name = attachment.interfaceName { driverOptions["com.docker.network.endpoint.ifname"] = name }
        endpoint.driverOptions = driverOptions.nonEmpty
        if context.acceptsMultipleNetworks {
            let isFirst = key == networkKeys.first
            endpoint.macAddress = attachment.macAddress ?? (isFirst ? options.macAddress : nil)
            endpoint.gatewayPriority = attachment.gatewayPriority == 0 ? nil : attachment.gatewayPriority
        }
        var addressing = EndpointAddressing()
        addressing.ipv4 = attachment.ipv4Address
        addressing.ipv6 = attachment.ipv6Address
        addressing.linkLocal = attachment.linkLocalAddresses.nonEmpty
        if addressing != EndpointAddressing() { endpoint.addressing = addressing }
        return endpoint
    }

    private var links: [String]? {
        let own = options.names.links.map { link in "\(containerName(ofService: link.target)):\(link.alias)" }
        let external = options.names.externalLinks.map { "\($0.target):\($0.alias)" }
        return (own + external).nonEmpty
    }

    func containerName(ofService name: String) -> String {
        context.names.container(of: context.project.services[name] ?? Service(name: name))
    }

    /// A namespace mode in the engine's spelling.
    func mode(_ mode: NamespaceMode) -> String {
        switch mode {
        case .host: "host"
        case .service(let name): "container:\(containerName(ofService: name))"
        case .container(let name): "container:\(name)"
        case .named(let word): word
        }
    }

    var extraHosts: [String]? {
        let own = service.extraHosts.flatMap { name, addresses in addresses.map { "\(name):\($0)" } }
        let taken = Set(service.extraHosts.keys)
        let peers = context.peerHosts.filter { entry in !taken.contains(String(entry.prefix { $0 != ":" })) }
        return (own + peers).nonEmpty
    }

    private func unique(_ names: [String]) -> [String] {
        var seen: Set<String> = []
        return names.filter { seen.insert($0).inserted }
    }
}
