import ComposeModel
import Diagnostics
import OrderedCollections
import YAMLTree

// The rules of CheckPhase for containers and images. Source: compose-go's consistency checks.
extension CheckPhase {
    func exclusiveKeys(_ place: Place) {
        let networks = place.node["networks"]?.mapping?.entries
        if let mode = place.node["network_mode"], let networks, !networks.isEmpty {
            let message = "\(place.path.words) has 'network_mode' and 'networks'; only one is allowed"
            log.report("conflicting-keys", message, at: mode)
        }
        scale(place)
    }

    private func scale(_ place: Place) {
        let (short, long) = (place.node["scale"], place.node["deploy"]?["replicas"])
        if let left = short?.integer, let right = long, let replicas = right.integer, left != replicas {
            let message = "\(place.path.words) has 'scale' and 'deploy.replicas', which differ"
            log.report("conflicting-keys", message, at: right)
        }
        for count in [short, long] {
            guard let count, let number = count.integer, number > Service.maximumReplicas else { continue }
            let message = "\(place.path.words) has \(number) replicas; the maximum is \(Service.maximumReplicas)"
            log.report("too-many-replicas", message, at: count)
        }
        guard let name = place.node["container_name"], let count = (short ?? long)?.integer, count > 1 else { return }
        let message = "\(place.path.words) has a 'container_name' and \(count) replicas"
        log.report("conflicting-keys", message, at: name, hint: "containers of one service cannot share a name")
    }

    func build(_ place: Place) {
        if let text = place.node["dockerfile_inline"], place.node["dockerfile"] != nil {
            let message = "\(place.path.words) has 'dockerfile' and 'dockerfile_inline'; only one is allowed"
            log.report("conflicting-keys", message, at: text)
        }
        for (key, entry) in place.node["additional_contexts"]?.mapping?.entries ?? [:] {
            guard let text = entry.value.string, text.hasPrefix("service:") else { continue }
            let service = String(text.dropFirst("service:".count))
            reference(service, to: "services", at: entry.value, "service", "the context \(key.quoted)")
        }
        for secret in place.node["secrets"]?.items ?? [] {
            guard let source = secret["source"], let name = source.string else { continue }
            reference(name, to: "secrets", at: source, "secret", "the build of service \(place.owner.quoted)")
        }
    }

    /// Checks that a service's platform is one of those that its image is built for.
    func platforms(_ place: Place) {
        guard let platform = place.node["platform"], let name = platform.string,
            let built = place.node["build"]?["platforms"]?.strings, !built.isEmpty, !built.contains(name)
        else { return }
        let message = "\(place.path.words) runs on \(name.quoted), which is not in its 'build.platforms'"
        log.report("conflicting-keys", message, at: platform, hint: didYouMean(name, built))
    }

    func watch(_ place: Place) {
        needs(["action", "path"], place)
        if let path = place.node["path"], path.string?.isEmpty == true {
            log.report("empty-value", "'path' of \(place.path.words) is empty", at: path)
        }
        guard let action = place.node["action"]?.string, action.hasPrefix("sync") else { return }
        if let target = place.node["target"] {
            if target.string?.isEmpty == true {
                log.report("empty-value", "'target' of \(place.path.words) is empty", at: target)
            }
            return
        }
        log.report("missing-key", "\(place.path.words) needs the key 'target' to \(action.quoted)", at: place)
    }

    func deviceRequest(_ place: Place) {
        guard let count = place.node["count"], place.node["device_ids"] != nil else { return }
        let message = "\(place.path.words) has 'count' and 'device_ids'; only one is allowed"
        log.report("conflicting-keys", message, at: count)
    }
}
