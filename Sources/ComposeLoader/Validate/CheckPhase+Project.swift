import Diagnostics
import OrderedCollections
import YAMLTree

// The rules of CheckPhase for the top level.
extension CheckPhase {
    /// Source: Compose Specification, volumes and networks, `external`.
    func external(_ place: Place) {
        guard place.node["external"]?.bool == true, let mapping = place.node.mapping else { return }
        for (key, entry) in mapping.entries where !["external", "name"].contains(key) && !key.hasPrefix("x-") {
            let message = "\(place.path.words) is external and cannot have '\(key)'"
            log.report("conflicting-keys", message, at: entry.keyLocation, length: entry.keyLength)
        }
    }

    /// Source: Compose Specification, secrets and configs.
    func fileObject(_ keys: [String], _ place: Place) {
        guard place.node["external"]?.bool != true else { return external(place) }
        // A driver brings its own source.
        if place.node["driver"] != nil { return }
        if place.node.isNull {
            let list = keys.map { "'\($0)'" }.joined(separator: ", ")
            report("missing-key", "\(place.path.words) needs one of \(list), 'external'", key: place)
        } else {
            exactlyOne(of: keys, place)
        }
    }

    /// Two active services cannot have the same port of the host.
    func publishedPorts(_ place: Place) {
        var claims: [String: PortClaims] = [:]
        for service in place.children where selection.isActive(service.name) {
            for port in service.node["ports"]?.items ?? [] {
                // A range leaves a choice, which the decoder makes.
                guard let published = port["published"], let number = published.string, !number.contains("-") else {
                    continue
                }
                let key = number + "/" + (port["protocol"]?.string ?? "tcp")
                let claim = PortClaims.Claim(owner: service.name, location: published.location)
                let address = port["host_ip"]?.string ?? ""
                guard let other = claims[key, default: PortClaims()].add(claim, on: address) else { continue }
                log.report(
                    .error,
                    "port-conflict",
                    "the host's port \(key) is published by \(other.owner.quoted) and \(claim.owner.quoted)",
                    at: claim.location,
                    length: published.length,
                    notes: [Diagnostic.Note("it is published here first", at: other.location)],
                    hint: "give one of them another port"
                )
            }
        }
    }
}

/// Who has one port of the host, on which addresses.
private struct PortClaims {
    struct Claim {
        var owner: String
        var location: SourceLocation
    }

    /// Those that stand for all addresses overlap with each other and with every single one.
    private static let all: Set<String> = ["", "0.0.0.0", "::"]

    private var onAll: Claim?
    private var onOne: [String: Claim] = [:]
    private var first: Claim?

    /// Adds a claim, or gives the one that it meets.
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
