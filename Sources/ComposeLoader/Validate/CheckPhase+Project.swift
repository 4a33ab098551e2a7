import Diagnostics
import OrderedCollections

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
        struct Claim {
            var address: String
            var owner: String
            var location: SourceLocation
        }
        var claims: [String: [Claim]] = [:]
        for service in place.children where selection.isActive(service.name) {
            for port in service.node["ports"]?.items ?? [] {
                guard let published = port["published"], let number = published.string else { continue }
                let claim = Claim(
                    address: port["host_ip"]?.string ?? "",
                    owner: service.name,
                    location: published.location
                )
                let key = number + "/" + (port["protocol"]?.string ?? "tcp")
                if let other = claims[key]?.first(where: { Self.overlap($0.address, claim.address) }) {
                    log.report(
                        .error,
                        "port-conflict",
                        "the host's port \(key) is published by \(other.owner.quoted) and \(claim.owner.quoted)",
                        at: claim.location,
                        length: published.length,
                        notes: [Diagnostic.Note("it is published here first", at: other.location)],
                        hint: "give one of them another port"
                    )
                } else {
                    claims[key, default: []].append(claim)
                }
            }
        }
    }

    /// Whether two addresses listen on the same one; those that stand for all overlap with each other and with all.
    private static func overlap(_ left: String, _ right: String) -> Bool {
        let all = ["", "0.0.0.0", "::"]
        return left == right || all.contains(left) || all.contains(right)
    }
}
