import Diagnostics
import OrderedCollections
import YAMLTree

// The rules of CheckPhase for a single service.
extension CheckPhase {
    /// Source: Compose Specification, services, `image`: it can be omitted only with a `build`.
    func imageOrBuild(_ place: Place) {
        guard let mapping = place.node.mapping else { return }
        let native = mapping["x-cpadev"]?.value["native"]
        // An empty string counts as missing.
        let isGiven = { (key: String) in place.node[key].map { $0.string != "" } ?? false }
        let hasOne = ["image", "build", "provider"].contains(where: isGiven) || native != nil
        if !hasOne {
            let hint = "a service needs 'image', 'build', or 'native' under 'x-cpadev'"
            log.report("missing-image", "\(place.path.words) has neither an image nor a build", at: place, hint: hint)
        }
    }

    /// Checks that the two ways to set a limit agree. Source: compose-go.
    func limits(_ place: Place) {
        let resources = place.node["deploy"]?["resources"]
        let rows = [
            ("mem_limit", "limits", "memory"), ("cpus", "limits", "cpus"), ("pids_limit", "limits", "pids"),
            ("mem_reservation", "reservations", "memory"),
        ]
        for (short, kind, long) in rows {
            guard let left = place.node[short], let right = resources?[kind]?[long], !left.isBroken, !right.isBroken
            else { continue }
            let isSame =
                long == "memory"
                ? ByteSizeText.parse(left.string ?? "") == ByteSizeText.parse(right.string ?? "")
                : left.scalar?.number == right.scalar?.number
            if !isSame {
                let message = "\(place.path.words) has '\(short)' and 'deploy.resources.\(kind).\(long)', which differ"
                log.report("conflicting-keys", message, at: right)
            }
        }
    }

    func dependency(_ place: Place) {
        let name = place.name
        let services = names(of: "services")
        let isRequired = place.node["required"]?.bool ?? true
        if name == place.owner {
            log.report("self-dependency", "service \(name.quoted) depends on itself", at: place)
        } else if !services.contains(name) {
            let message = "service \(place.owner.quoted) depends on \(name.quoted), which is not defined"
            let (severity, hint): (Diagnostic.Severity, _) = (
                isRequired ? .error : .warning, didYouMean(name, services)
            )
            log.report(severity, "unknown-service", message, at: place.location, length: place.length, hint: hint)
        } else if !selection.isActive(name), selection.isActive(place.owner), isRequired {
            let profiles = selection.profiles(of: name)
            let list = profiles.map { "'\($0)'" }.joined(separator: ", ")
            let message = "service \(place.owner.quoted) depends on \(name.quoted), whose profile is not active"
            let hint = "activate the profile \(list), or write 'required: false'"
            log.report("inactive-service", message, at: place, hint: hint)
        }
        needs(["condition"], place)
    }

    func network(_ place: Place) {
        if place.name != "default" { keyReference(place, to: "networks", "network") }
    }

    func model(_ place: Place) { keyReference(place, to: "models", "model") }

    private func keyReference(_ place: Place, to collection: String, _ what: String) {
        reference(place.name, to: collection, at: place, what, "service \(place.owner.quoted)")
    }

    func mount(_ place: Place) {
        needs(["type", "target"], place)
        guard let type = place.node["type"]?.string else { return }
        mountTarget(place, type)
        let source = place.node["source"]
        switch type {
        case "bind":
            if source == nil { log.report("missing-key", "\(place.path.words) needs the key 'source'", at: place) }
        case "image":
            guard source?.string?.isEmpty ?? true else { return }
            let message = "\(place.path.words) names no image in 'source'; no container can be created with it"
            log.warn("missing-key", message, at: place.node)
        case "volume":
            // An anonymous volume.
            guard let source, let name = source.string, !name.isEmpty else { return }
            reference(name, to: "volumes", at: source, "volume", "service \(place.owner.quoted)")
        case "tmpfs": break
        default:
            log.warn("ignored-mount", "ignored: a mount of type '\(type)' has no effect here", at: place.node)
        }
    }

    /// Checks that `tmpfs` and `volumes` do not share a target. Within `volumes`, the last one wins. Source:
    /// compose-go's consistency checks.
    func mountTargets(_ place: Place) {
        var owners: [String: Node] = [:]
        let memory = (place.node["tmpfs"]?.items ?? []).map { item in
            (item.string.map { String($0.prefix { $0 != ":" }) }, item)
        }
        let mounts = (place.node["volumes"]?.items ?? []).map { ($0["target"]?.string, $0) }
        for (path, node) in memory + mounts {
            guard let path else { continue }
            guard let first = owners[path] else {
                owners[path] = node
                continue
            }
            let message = "\(place.path.words) mounts two things on \(path.quoted)"
            let note = Diagnostic.Note("also mounted here", at: first.location)
            log.report("mounted-twice", message, at: node, notes: [note])
        }
    }

    private func mountTarget(_ place: Place, _ type: String) {
        // Named pipes exist only on Windows, which has other paths.
        guard type != "npipe", let target = place.node["target"], let text = target.string, !text.hasPrefix("/") else {
            return
        }
        let message = "\(place.path.words) has a target that is not an absolute path: \(text.quoted)"
        let hint =
            VolumeText.isWindowsPath(text)
            ? "a single letter before ':' is a drive; give the volume a longer name"
            : "the path inside the service starts with '/'"
        log.warn("bad-volume", message, at: target, hint: hint)
    }

    func fileMount(_ place: Place, _ what: String) {
        guard place.node.mapping != nil else { return }
        needs(["source"], place)
        fileMode(place)
        guard let source = place.node["source"], let name = source.string else { return }
        reference(name, to: what + "s", at: source, what, "service \(place.owner.quoted)")
    }

    func fileMode(_ place: Place) {
        guard let mode = place.node["mode"], !mode.isBroken, FileModeText.parse(mode) == nil else { return }
        let message = "\(place.path.words) has an invalid mode: \((mode.string ?? "").quoted)"
        log.report("bad-mode", message, at: mode, hint: "write it as octal digits, like 0440")
    }

    func ulimit(_ place: Place) {
        // Compose omits zero limits in JSON.
        if place.node["soft"] != nil { needs(["hard"], place) }
        guard let soft = place.node["soft"], let low = soft.integer, let high = place.node["hard"]?.integer else {
            return
        }
        // -1 means unlimited.
        if high != -1, low == -1 || low > high {
            log.report("bad-ulimit", "\(place.path.words) has a soft limit above its hard limit", at: soft)
        }
    }
}
