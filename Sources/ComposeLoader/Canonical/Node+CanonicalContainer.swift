import Diagnostics
import OrderedCollections
import YAMLTree

// The rules of CanonicalPhase for container-only keys.
extension Node {
    /// `source[:target[:permissions]]` → a mapping of the three.
    ///
    /// Source: Compose Specification, services, `devices`.
    mutating func toDevices(_ context: Canonicalizer) {
        guard let items else { return }
        var result: [Node] = []
        for (index, item) in items.enumerated() {
            guard let text = item.string else {
                result.append(item)
                continue
            }
            let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
            // A CDI name contains `=`, unlike a path, and has no target.
            let isCDI = !text.hasPrefix("/") && text.contains("=")
            guard isCDI || (1...3).contains(parts.count), !parts.contains("") else {
                let words = context.path.index(index).words
                let hint = "write 'source:target:permissions', with 'rwm' as permissions"
                context.log.report("bad-device", "\(words) is not a device: \(text.quoted)", at: item, hint: hint)
                continue
            }
            let source = isCDI ? text : parts[0]
            let target = isCDI || parts.count < 2 ? source : parts[1]
            let permissions = isCDI || parts.count < 3 ? "rwm" : parts[2]
            let device = [("source", source), ("target", target), ("permissions", permissions)]
            result.append(.map(Mapping(device.map { ($0, .text($1, at: item)) }), at: item))
        }
        self.items = result
    }

    /// `all` → a request for all devices.
    mutating func toDeviceRequests(_ context: Canonicalizer) {
        guard string == "all" else { return }
        self = .list([.map(Mapping([("count", .plain("-1", at: self))]), at: self)], at: self)
    }

    /// `default`, `id=path`, or a mapping → id: path. A null path is the caller's agent.
    mutating func toSSH(_ context: Canonicalizer) {
        // Docker Compose prints `id: path` as one string.
        items = items?.map { item in
            guard let text = item.string, !text.contains("="), let colon = text.firstRange(of: ": ") else {
                return item
            }
            return Node.text("\(text[..<colon.lowerBound])=\(text[colon.upperBound...])", at: item)
        }
        toMap(nullsAllowed: true, context)
    }
}
