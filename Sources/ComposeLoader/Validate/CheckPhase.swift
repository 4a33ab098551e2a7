import Diagnostics
import OrderedCollections
import YAMLTree

/// Phase: checks the consistency of the merged project without changing it.
struct CheckPhase {
    typealias Rule = @Sendable (Place, CheckPhase) -> Void

    private static let table = PathTable<Rule>.withSteps([
        ("services", { $1.publishedPorts($0) }),
        ("services", { $1.containerNames($0) }),
        ("services.*", { $1.imageOrBuild($0) }),
        ("services.*", { $1.limits($0) }),
        ("services.*", { $1.mountTargets($0) }),
        ("services.*", { $1.exclusiveKeys($0) }),
        ("services.*", { $1.platforms($0) }),
        ("services.*", { $1.terminal($0) }),
        ("services.*.build", { $1.build($0) }),
        ("services.*.gpus.*", { $1.deviceRequest($0) }),
        ("services.*.deploy.resources.reservations.devices.*", { $1.deviceRequest($0) }),
        ("services.*.devices.*", { $1.needs(["source"], $0) }),
        ("services.*.develop.watch.*", { $1.watch($0) }),
        ("services.*.develop.watch.*.exec", { $1.needs(["command"], $0) }),
        ("services.*.post_start.*", { $1.needs(["command"], $0) }),
        ("services.*.pre_stop.*", { $1.needs(["command"], $0) }),
        ("services.*.provider", { $1.needs(["type"], $0) }),
        ("services.*.depends_on.*", { $1.dependency($0) }),
        ("services.*.env_file.*", { $1.needs(["path"], $0) }),
        ("services.*.networks.*", { $1.network($0) }),
        ("services.*.models.*", { $1.model($0) }),
        ("services.*.ports.*", { $1.needs(["target"], $0) }),
        ("services.*.volumes.*", { $1.mount($0) }),
        ("services.*.volumes.*.tmpfs", { $1.fileMode($0) }),
        ("services.*.secrets.*", { $1.fileMount($0, "secret") }),
        ("services.*.configs.*", { $1.fileMount($0, "config") }),
        ("services.*.ulimits.*", { $1.ulimit($0) }),
        ("services.*.build.ulimits.*", { $1.ulimit($0) }),
        ("services.*.x-cpadev.native", { $1.native($0) }),
        ("services.*.x-cpadev.probe", { $1.exactlyOne(of: nil, $0) }),
        ("services.*.x-cpadev.probe.*", { $1.probe($0) }),
        ("services.*.x-cpadev.logs", { $1.logs($0) }),
        ("x-cpadev.logs", { $1.logs($0) }),
        ("x-cpadev.reset", { $1.reset($0) }),
        ("volumes.*", { $1.external($0, isError: true) }),
        ("networks.*", { $1.external($0, isError: false) }),
        ("secrets.*", { $1.fileObject(["file", "environment"], $0) }),
        ("models.*", { $1.needs(["model"], $0) }),
        ("configs.*", { $1.fileObject(["file", "environment", "content"], $0) }),
    ])

    let log: ProblemLog
    let selection: ServiceSelection
    let root: Node

    init(root: Node, selection: ServiceSelection, log: ProblemLog) {
        self.root = root
        self.selection = selection
        self.log = log
    }

    func run() {
        let place = Place(node: root, location: root.location, length: 1, path: NodePath())
        Self.table.visit(place) { rule, place in
            // Inactive services are not checked: what they refer to may be in a file that is not loaded.
            if !place.node.isBroken, isChecked(place) { rule(place, self) }
        }
    }

    private func isChecked(_ place: Place) -> Bool {
        guard case .key("services")? = place.path.steps.first, place.path.steps.count > 1 else { return true }
        return selection.isActive(place.owner)
    }

    /// Returns the names in a top-level collection.
    func names(of collection: String) -> OrderedSet<String> { root[collection]?.mapping?.entries.keys ?? [] }

    // MARK: Shared by several rules

    func needs(_ keys: [String], _ place: Place) {
        guard let mapping = place.node.mapping ?? (place.node.isNull ? Mapping() : nil) else { return }
        for key in keys where mapping[key] == nil || mapping[key]?.value.isNull == true {
            log.report("missing-key", "\(place.path.words) needs the key '\(key)'", at: place)
        }
    }

    /// Reports an error unless exactly one of the keys is present, or none if that is allowed; nil means all valid keys.
    func exactlyOne(of keys: [String]?, orNone: Bool = false, _ place: Place) {
        guard let mapping = place.node.mapping else { return }
        let present = mapping.entries.keys.filter { key in
            keys?.contains(key) ?? !key.hasPrefix("x-") && mapping[key]?.value.isNull == false
        }
        if present.count > 1 {
            let list = present.map { "'\($0)'" }.joined(separator: " and ")
            log.report("conflicting-keys", "\(place.path.words) has \(list); only one is allowed", at: place)
        } else if present.isEmpty, !orNone {
            let list = keys.map { "one of " + $0.map { "'\($0)'" }.joined(separator: ", ") } ?? "one kind of probe"
            log.report("missing-key", "\(place.path.words) needs \(list)", at: place)
        }
    }

    /// Reports a name that is missing in a top-level collection.
    func reference(_ name: String, to collection: String, at place: some Placed, _ what: String, _ words: String) {
        let names = names(of: collection)
        guard !names.contains(name) else { return }
        let message = "\(words) names the \(what) \(name.quoted), which is not defined"
        let near = didYouMean(name, names)
        let define = "define it under '\(collection):' at the top level"
        log.report(Diagnostic.Code(stringLiteral: "unknown-\(what)"), message, at: place, hint: near ?? define)
    }
}
