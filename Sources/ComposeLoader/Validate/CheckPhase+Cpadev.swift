import Diagnostics
import OrderedCollections
import YAMLTree

// The rules of CheckPhase for `x-cpadev`.
extension CheckPhase {
    func native(_ place: Place) {
        guard let mapping = place.node.mapping else { return }
        let own = ["launcher", "command"]
        if mapping["provided_by"] == nil {
            exactlyOne(of: own + ["provided_by"], place)
        } else if own.allSatisfy({ mapping[$0] != nil }) {
            exactlyOne(of: own, place)
        }
        if let check = mapping["check"], mapping["command"] == nil {
            let message = "\(place.path.words) has a 'check' without a 'command'"
            log.report("conflicting-keys", message, at: check)
        }
        if let command = place.node["command"], command.items?.isEmpty == true {
            log.report("missing-key", "\(place.path.words) has an empty command", at: command)
        }
        guard let provider = place.node["provided_by"], let name = provider.string else { return }
        let services = names(of: "services")
        if name == place.owner {
            log.report("self-dependency", "service \(name.quoted) is provided by itself", at: provider)
        } else if !services.contains(name) {
            let message = "service \(place.owner.quoted) is provided by \(name.quoted), which is not defined"
            log.report("unknown-service", message, at: provider, hint: didYouMean(name, services))
        } else if !selection.isActive(name), selection.isActive(place.owner) {
            let message = "service \(place.owner.quoted) is provided by \(name.quoted), whose profile is not active"
            log.report("inactive-service", message, at: provider)
        }
    }

    /// Warns about `tty` and `stdin_open`, because a native process has neither a terminal nor standard input. The
    /// runtime may be chosen only at start, so the warning covers that case too.
    func terminal(_ place: Place) {
        let own = place.node["x-cpadev"]
        guard let native = own?["native"], !native.isNull else { return }
        let runtime = own?["runtime"]?.string ?? root["x-cpadev"]?["runtime"]?.string ?? "auto"
        guard runtime != "docker" else { return }
        for (key, what) in [("tty", "no terminal"), ("stdin_open", "no input")] {
            guard let node = place.node[key], node.bool == true else { continue }
            log.warn(
                "container-only",
                "'\(key)' applies only in a container: as a native process, \(place.path.words) has \(what)",
                at: node,
                hint: "if it needs one, run it in a container: 'runtime: docker' under 'x-cpadev'"
            )
        }
    }

    func logs(_ place: Place) {
        guard let node = place.node["max_size"], let bytes = node.byteSize, bytes < 1 << 20 else { return }
        let message = "\(place.path.words) has a 'max_size' below 1 MiB: \((node.string ?? "").quoted)"
        log.report("bad-size", message, at: node, hint: "write it like '512m' or '2gb'")
    }

    func reset(_ place: Place) {
        needs(["schedule"], place)
        if root["x-cpadev"]?["seeds"]?.string == nil {
            let hint = "name the manifest of the seed data: x-cpadev: { seeds: seeds/seeds.yaml }"
            log.report("missing-key", "\(place.path.words) has no seed data to reset", at: place, hint: hint)
        }
        for (service, entry) in place.node["visits"]?.mapping?.entries ?? [:] {
            let services = names(of: "services")
            if !services.contains(service) {
                let message = "'visits' names the service \(service.quoted), which is not defined"
                log.warn("unknown-service", message, at: entry, hint: didYouMean(service, services))
            }
            guard entry.value.string?.isEmpty == true else { continue }
            let hint = "write a part of the lines that the service logs for a request"
            log.report("missing-key", "'visits' has an empty text for service \(service.quoted)", at: entry, hint: hint)
        }
    }

    func probe(_ place: Place) {
        if place.name == "exec" {
            if place.node.items?.isEmpty == true {
                log.report("missing-key", "\(place.path.words) is empty", at: place)
            }
            return
        }
        needs(["port"], place)
        if let path = place.node["path"], let text = path.string, !text.hasPrefix("/") {
            log.report("bad-path", "\(place.path.words) has a path that does not start with '/'", at: path)
        }
        for status in place.node["status"]?.items ?? [] {
            guard let number = status.integer, !(100...599).contains(number) else { continue }
            log.report("bad-number", "\(place.path.words) has an invalid HTTP status: \(number)", at: status)
        }
    }
}
