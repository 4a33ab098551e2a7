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
        guard hasRoom(for: 1, words, context) else { return [] }
        var result = self
        if let address = self["host_ip"], let text = address.string {
            let bare = IPAddressText.bare(text)
            if IPAddressText.isValid(bare) {
                result["host_ip"] = .text(bare, at: address)
            } else {
                let message = "\(words) has an invalid host address: \(text.quoted)"
                context.log.report("bad-port", message, at: address, hint: "use an IP address")
                result["host_ip"] = .broken(at: address)
            }
        }
        result.setDefault("protocol", "tcp")
        result.setDefault("mode", "ingress")
        guard let published = self["published"], let text = published.string else { return [result] }
        // As in the short form, a variable that is not set leaves the choice of the port to the machine.
        guard !text.isEmpty else {
            result["published"] = nil
            return [result]
        }
        do {
            let range = try PortText.range(text[...], of: text, from: 0)
            guard hasRoom(for: range.count, words, context) else { return [] }
            if range.count > 1 { published.warnAboutPortRange(words, context) }
            let text = range.count > 1 ? "\(range.lowerBound)-\(range.upperBound)" : String(range.lowerBound)
            result["published"] = .text(text, at: published)
        } catch {
            context.log.report("bad-port", "\(words) \(error.message)", at: published, hint: error.hint)
            result["published"] = .broken(at: published)
        }
        return [result]
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
