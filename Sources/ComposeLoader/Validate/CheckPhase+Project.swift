import Diagnostics
import OrderedCollections
import YAMLTree

// The rules of CheckPhase for the top level.
extension CheckPhase {
    /// Checks that an external resource has no settings, or none of some keys. Compose rejects them for volumes only.
    ///
    /// Source: Compose Specification, volumes and networks, `external`; compose-go's `checkExternal`.
    func external(_ place: Place, among keys: [String]? = nil, isError: Bool) {
        guard place.node["external"]?.bool == true, let mapping = place.node.mapping else { return }
        for (key, entry) in mapping.entries
        where keys?.contains(key) ?? !(["external", "name"].contains(key) || key.hasPrefix("x-")) {
            // Compose prints an empty `ipam` for every network in JSON.
            if entry.value.isNull || entry.value.mapping?.entries.isEmpty == true { continue }
            if isError {
                log.report("conflicting-keys", "\(place.path.words) is external and cannot have '\(key)'", at: entry)
            } else {
                let message = "\(place.path.words) is external, so its '\(key)' has no effect"
                log.warn("conflicting-keys", message, at: entry)
            }
        }
    }

    /// Source: Compose Specification, secrets and configs; compose-go's `checkFileObject`.
    func fileObject(_ keys: [String], _ place: Place) {
        let isExternal = place.node["external"]?.bool == true
        if isExternal { external(place, among: keys, isError: false) }
        // A driver provides the content.
        if isExternal || place.node["driver"] != nil {
            exactlyOne(of: keys, orNone: true, place)
        } else if place.node.isNull {
            let list = keys.map { "'\($0)'" }.joined(separator: ", ")
            log.report("missing-key", "\(place.path.words) needs one of \(list), 'external'", at: place)
        } else {
            exactlyOne(of: keys, place)
        }
    }

    /// Checks that no two active services use the same container name.
    func containerNames(_ place: Place) {
        var owners: [String: Node] = [:]
        for service in place.children where selection.isActive(service.name) {
            guard let name = service.node["container_name"], let text = name.string else { continue }
            check(text, at: name, of: service)
            guard let first = owners[text] else {
                owners[text] = name
                continue
            }
            let message = "the container name \(text.quoted) is used by two services"
            let note = Diagnostic.Note("first used here", at: first.location)
            log.report("container-name-conflict", message, at: name, notes: [note])
        }
    }

    /// Checks a container name. Source: compose-spec.json, `container_name`, whose pattern matches anywhere in the
    /// text. The engine's pattern must match all of it.
    private func check(_ name: String, at node: Node, of service: Place) {
        let bytes = Array(name.utf8)
        let isFirst = { (byte: UInt8) in
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
        }
        let isNext = { (byte: UInt8) in isFirst(byte) || "_.-".utf8.contains(byte) }
        let own = bytes.first == UInt8(ascii: "/") ? bytes.dropFirst() : bytes[...]
        if own.count > 1, own.first.map(isFirst) == true, own.allSatisfy(isNext) { return }
        let isTaken = zip(bytes, bytes.dropFirst()).contains { isFirst($0) && isNext($1) }
        let message = "\(service.path.key("container_name").words) is not a valid container name: \(name.quoted)"
        let hint = "use two or more letters, digits, '_', '.' or '-', a letter or digit first"
        log.report(isTaken ? .warning : .error, "bad-name", message, at: node.location, length: node.length, hint: hint)
    }

    /// Warns about services that publish the same host port. It is not an error, because only the user knows whether
    /// they run at the same time: one can be an alternative to the other.
    func publishedPorts(_ place: Place) {
        var claims: [String: PortClaims] = [:]
        for service in place.children where selection.isActive(service.name) {
            for port in service.node["ports"]?.items ?? [] {
                // The decoder chooses a port from a range.
                guard let published = port["published"], let number = published.string, !number.contains("-"),
                    number != "0"
                else { continue }
                let key = number + "/" + (port["protocol"]?.string ?? "tcp")
                let claim = PortClaims.Claim(owner: service.name, location: published.location)
                let address = port["host_ip"]?.string ?? ""
                guard let other = claims[key, default: PortClaims()].add(claim, on: address) else { continue }
                let isOne = other.owner == claim.owner
                let who = isOne ? "\(claim.owner.quoted) twice" : "\(other.owner.quoted) and \(claim.owner.quoted)"
                log.warn(
                    "port-conflict",
                    "the host's port \(key) is published by \(who)",
                    at: published,
                    notes: [Diagnostic.Note("first published here", at: other.location)],
                    hint: isOne ? "remove one of them" : "only one can run at a time; change the port of one"
                )
            }
        }
    }
}

/// The claims of services on one host port, by address.
private struct PortClaims {
    struct Claim {
        var owner: String
        var location: SourceLocation
    }

    /// The wildcard addresses, which conflict with each other and with every other address.
    private static let all: Set<String> = ["", "0.0.0.0", "::"]

    private var onAll: Claim?
    private var onOne: [String: Claim] = [:]
    private var first: Claim?

    /// Adds a claim, or returns the one that it conflicts with.
    mutating func add(_ claim: Claim, on address: String) -> Claim? {
        if let onAll { return onAll }
        if Self.all.contains(address) {
            if let first { return first }
            onAll = claim
        } else {
            if let known = onOne[address] { return known }
            onOne[address] = claim
        }
        if first == nil { first = claim }
        return nil
    }
}
