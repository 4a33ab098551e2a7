import Diagnostics
import OrderedCollections
import YAMLTree

// The rules of CanonicalPhase for specific service keys.
extension Node {
    /// A path or a list of paths and mappings → a list of `path`, `required`, `format`.
    mutating func toEnvFiles(_ context: Canonicalizer) {
        toList(context)
        guard let items else { return }
        self.items = items.map { $0.wrapped("path") }
    }

    /// Names → mappings with a `source`.
    mutating func toFileMounts(_ context: Canonicalizer) {
        items = items?.map { $0.wrapped("source") }
    }

    /// Names → keys with the same value, by default none.
    mutating func toKeys(of value: (Node) -> Node = Node.null) {
        guard let items else { return }
        mapping = Mapping(items.compactMap { item in item.string.map { ($0, value(item)) } })
    }

    /// `host:address`, `host=address`, or a mapping → host: [address], without brackets around IPv6 addresses.
    ///
    /// Source: Compose Specification, services, `extra_hosts`.
    mutating func toHosts(_ context: Canonicalizer) {
        var result = Mapping()
        var hosts: OrderedDictionary<String, [Node]> = [:]
        func add(_ host: String, _ address: String, at node: Node) {
            hosts[host, default: []].append(.text(IPAddressText.bare(address), at: node))
        }
        if let mapping {
            for (host, entry) in mapping.entries {
                if entry.value.directive == .reset {
                    result[host] = entry
                } else {
                    for address in entry.value.strings { add(host, address, at: entry.value) }
                }
            }
        } else if let items {
            for item in items {
                guard let text = item.string else { continue }
                let separator: Character = text.contains("=") ? "=" : ":"
                let parts = text.split(separator: separator, maxSplits: 1, omittingEmptySubsequences: false)
                guard text.utf8.count <= 4096, parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
                    let message = "\(context.path.words) needs a host and an address, not \(text.quoted)"
                    context.log.report("bad-host", message, at: item, hint: "write 'host=address'")
                    continue
                }
                for address in parts[1].split(separator: ",") { add(String(parts[0]), String(address), at: item) }
            }
        } else {
            return
        }
        for (host, addresses) in hosts { result.set(host, .list(addresses, at: addresses[0])) }
        mapping = result
    }

    /// Ports in any form → one mapping for each port.
    mutating func toPorts(_ context: Canonicalizer) {
        guard let items else { return }
        var result: [Node] = []
        for (index, item) in items.enumerated() {
            let words = context.path.index(index).words
            switch item.value {
            case .mapping: result.append(contentsOf: item.splitPublishedRange(words, context))
            case .scalar(let scalar): result.append(contentsOf: item.ports(scalar.text, words, context))
            case .sequence: break
            }
        }
        self.items = result
    }

    /// Volumes in any form → mappings with type, source and target.
    mutating func toVolumes(_ context: Canonicalizer) {
        guard let items else { return }
        var result: [Node] = []
        for (index, item) in items.enumerated() {
            guard let text = item.string else {
                result.append(item)
                continue
            }
            let words = context.path.index(index).words
            do {
                let volume = try VolumeText(text)
                result.append(volume.node(at: item))
                for option in volume.unknownOptions {
                    let hint = didYouMean(option, VolumeText.options) ?? "use 'ro' or 'rw'"
                    let message = "ignored: \(words) has the unknown option \(option.quoted)"
                    context.log.warn("ignored-option", message, at: item, hint: hint)
                }
            } catch {
                context.log.report("bad-volume", "\(words) \(error.message)", at: item, hint: error.hint)
            }
        }
        self.items = result
    }

    /// `"8080/path"` or a port → `port` and `path`; a single status → a list of one.
    mutating func toHTTPProbe(_ context: Canonicalizer) {
        if let text = string {
            let slash = text.firstIndex(of: "/") ?? text.endIndex
            guard let port = UInt16(text[..<slash]), port > 0 else {
                let message = "\(context.path.words) must be a port or 'port/path', not \(text.quoted)"
                context.log.report("bad-port", message, at: self)
                self = .broken(at: self)
                return
            }
            var mapping = Mapping([("port", .plain(String(port), at: self))])
            if slash != text.endIndex { mapping.set("path", .text(String(text[slash...]), at: self)) }
            self = .map(mapping, at: self)
        } else if let status = self["status"], status.string != nil {
            self["status"] = .list([status], at: status)
        }
    }

    private func wrapped(_ key: String) -> Node {
        guard string != nil else { return self }
        return .map(Mapping([(key, self)]), at: self)
    }
}
