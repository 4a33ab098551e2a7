import ComposeModel
import OrderedCollections
import YAMLTree

// Decodes mounts, network attachments and ulimits.
extension ServiceDecoder {
    func mount(_ node: Node) -> Mount? {
        guard let target = node["target"]?.string else { return nil }
        let source: Mount.Source
        switch node["type"]?.string {
        case "bind":
            // By the specification the long form does not create the path by default, but compose-go's default is true.
            let creates = node["bind"]?["create_host_path"]?.bool ?? true
            source = .bind(path: node["source"]?.string ?? "", createsHostPath: creates)
        case "volume": source = node["source"]?.string.map { .volume($0) } ?? .anonymous
        case "tmpfs": source = .tmpfs(sizeBytes: node["tmpfs"]?["size"]?.string.flatMap(ByteSizeText.parse))
        case "image": source = .image(node["source"]?.string ?? "")
        default: return nil
        }
        return Mount(
            source: source,
            target: target,
            isReadOnly: node["read_only"]?.bool ?? false,
            options: options(node)
        )
    }

    private func options(_ node: Node) -> MountOptions {
        var options = MountOptions()
        options.propagation = node["bind"]?["propagation"]?.string
        options.selinux = node["bind"]?["selinux"]?.string
        options.recursive = node["bind"]?["recursive"]?.string
        options.skipsCopy = node["volume"]?["nocopy"]?.bool ?? false
        options.subpath = (node["volume"]?["subpath"] ?? node["image"]?["subpath"])?.string
        options.labels = node["volume"]?["labels"]?.texts.unordered ?? [:]
        options.mode = node["tmpfs"]?["mode"].flatMap(FileModeText.parse)
        options.consistency = node["consistency"]?.string
        return options
    }

    func fileMount(_ node: Node) -> FileObjectMount? {
        guard let source = node["source"]?.string else { return nil }
        return FileObjectMount(
            source: source,
            target: node["target"]?.string,
            uid: node["uid"]?.string,
            gid: node["gid"]?.string,
            mode: node["mode"].flatMap(FileModeText.parse)
        )
    }

    func attachment(_ node: Node) -> NetworkAttachment {
        var attachment = NetworkAttachment(aliases: node["aliases"]?.strings ?? [])
        attachment.ipv4Address = node["ipv4_address"]?.string
        attachment.ipv6Address = node["ipv6_address"]?.string
        attachment.linkLocalAddresses = node["link_local_ips"]?.strings ?? []
        attachment.macAddress = node["mac_address"]?.string
        attachment.priority = whole(node["priority"])
        attachment.gatewayPriority = whole(node["gw_priority"])
        attachment.interfaceName = node["interface_name"]?.string
        attachment.driverOptions = node["driver_opts"]?.texts.unordered ?? [:]
        return attachment
    }

    func ulimits(_ node: Node?) -> OrderedDictionary<String, Ulimit> {
        node?.entries { limit in
            Ulimit(
                soft: limit.integer ?? limit["soft"]?.integer ?? 0,
                hard: limit.integer ?? limit["hard"]?.integer ?? 0
            )
        } ?? [:]
    }

    /// Returns a priority, which is a number in the schema but an integer in every engine.
    private func whole(_ node: Node?) -> Int { node?.scalar?.number.flatMap { Int(exactly: $0.rounded()) } ?? 0 }
}
