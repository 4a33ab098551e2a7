import Diagnostics
import OrderedCollections
import YAMLTree

// Expands ports to one mapping each.
extension Node {
    /// The largest number of ports in one range.
    private static let rangeLimit = 10_000

    func ports(_ text: String, _ words: String, _ context: Canonicalizer) -> [Node] {
        let port: PortText
        do {
            port = try PortText(text)
        } catch {
            context.log.report("bad-port", "\(words) \(error.message)", at: self, hint: error.hint)
            return []
        }
        let count = max(port.target.count, port.published?.count ?? 1)
        guard hasRoom(for: count, words, context) else { return [] }
        return port.target.enumerated().map { index, target in
            var mapping = Mapping([("target", .plain(String(target), at: self))])
            if let published = published(port, index, words, context) {
                mapping.set("published", .text(published, at: self))
            }
            if let address = port.hostIP { mapping.set("host_ip", .text(address, at: self)) }
            mapping.set("protocol", .text(port.transport, at: self))
            mapping.set("mode", .text("ingress", at: self))
            return .map(mapping, at: self)
        }
    }

    private func published(_ port: PortText, _ index: Int, _ words: String, _ context: Canonicalizer) -> String? {
        guard let published = port.published else { return nil }
        if port.target.count == 1, published.count > 1 {
            warnAboutPortRange(words, context)
            return "\(published.lowerBound)-\(published.upperBound)"
        }
        return String(published.lowerBound + UInt16(index))
    }

    /// Normalizes the long form. A `published` range is kept.
    func splitPublishedRange(_ words: String, _ context: Canonicalizer) -> [Node] {
        guard hasRoom(for: 1, words, context), var mapping else { return [] }
        if let address = mapping["host_ip"]?.value, let text = address.string {
            let bare = text.hasPrefix("[") && text.hasSuffix("]") ? String(text.dropFirst().dropLast()) : text
            if IPAddressText.isValid(bare) {
                mapping["host_ip"]?.value = .text(bare, at: address)
            } else {
                let message = "\(words) has an invalid host address: \(text.quoted)"
                context.log.report("bad-port", message, at: address, hint: "use an IP address")
                mapping["host_ip"]?.value = .broken(at: address)
            }
        }
        if mapping["protocol"] == nil { mapping.set("protocol", .text("tcp", at: self)) }
        if mapping["mode"] == nil { mapping.set("mode", .text("ingress", at: self)) }
        guard let published = mapping["published"]?.value, let text = published.string else {
            return [.map(mapping, at: self)]
        }
        // As in the short form, a variable that is not set leaves the choice of the port to the machine.
        guard !text.isEmpty else {
            mapping["published"] = nil
            return [.map(mapping, at: self)]
        }
        do {
            let range = try PortText.range(text[...], of: text, from: 0)
            guard hasRoom(for: range.count, words, context) else { return [] }
            if range.count > 1 { published.warnAboutPortRange(words, context) }
            let text = range.count > 1 ? "\(range.lowerBound)-\(range.upperBound)" : String(range.lowerBound)
            mapping["published"]?.value = .text(text, at: published)
        } catch {
            context.log.report("bad-port", "\(words) \(error.message)", at: published, hint: error.hint)
            mapping["published"]?.value = .broken(at: published)
        }
        return [.map(mapping, at: self)]
    }

    private func warnAboutPortRange(_ words: String, _ context: Canonicalizer) {
        let message = "\(words) publishes one port on a range of host ports; the first that no service names is used"
        context.log.warn("port-range", message, at: self, hint: "specify one host port")
    }

    private func hasRoom(for count: Int, _ words: String, _ context: Canonicalizer) -> Bool {
        context.portBudget -= count
        if count <= Self.rangeLimit, context.portBudget >= 0 { return true }
        context.log.report("too-many-ports", "\(words) expands to too many ports", at: self)
        return false
    }
}
