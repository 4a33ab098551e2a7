import Diagnostics
import OrderedCollections
import YAMLTree

/// Phase: validates one file's tree against the table of valid keys and values.
///
/// Invalid values are reported and removed or marked as broken, so that later phases see only what they expect.
final class SchemaPhase {
    /// The largest number of unknown keys for which a nearest name is searched.
    private static let nearLimit = 100

    private let log: ProblemLog
    private let isBase: Bool
    private let defined: Set<String>
    private var unknownCount = 0

    /// - Parameters:
    ///   - isBase: Whether a service may be empty, because it is only extended or may be defined elsewhere.
    ///   - defined: The services that earlier files define, which may be empty here.
    init(log: ProblemLog, isBase: Bool = false, defined: Set<String> = []) {
        self.log = log
        self.isBase = isBase
        self.defined = defined
    }

    func run(_ root: Node) -> Node {
        check(root, .project, NodePath())
    }

    // MARK: Walker

    /// - Parameter hint: The hint if the node is a mapping where none is allowed.
    private func check(_ node: Node, _ shape: Shape, _ path: NodePath, hint: String? = nil) -> Node {
        // The merge ignores the value of `!reset`.
        guard case .forms(let scalarShape, let itemShape, let mappingShape) = shape, node.directive != .reset,
            !node.isBroken
        else { return node }
        switch (node.value, scalarShape, itemShape, mappingShape) {
        case (.scalar(let scalar), let scalarShape?, _, _) where scalarShape.accepts(scalar):
            return self.scalar(scalar, in: node, scalarShape, path)
        case (.scalar(let scalar), _, _, _) where scalar.kind == .null && mayBeEmpty(path):
            return node
        case (.sequence(let items), _, let itemShape?, _):
            if Self.uniqueLists.contains(path.kind) { rejectRepeats(items, path) }
            let hint = mappingShape == nil ? nil : "write it as 'KEY=value', or leave the '-' out"
            let checked = items.enumerated().map { check($1, itemShape, path.index($0), hint: hint) }
            return Node.list(checked.filter { !$0.isBroken }, at: node)
        case (.mapping(let mapping), _, _, .record(let record)?):
            return Node.map(self.record(mapping, record, path), at: node)
        case (.mapping(let mapping), _, _, .map(let valueShape, let rule)?):
            return Node.map(self.map(mapping, valueShape, rule, path), at: node)
        default:
            return wrongType(node, shape, path, hint: node.mapping == nil ? nil : hint)
        }
    }

    /// Whether the value can be null. A key without a value counts as missing, except at the top level and in lists.
    private func mayBeEmpty(_ path: NodePath) -> Bool {
        guard case .key(let name)? = path.steps.last else { return false }
        return isBase || path.kind != "services.*" || defined.contains(name)
    }

    private func record(_ mapping: Mapping, _ record: Record, _ path: NodePath) -> Mapping {
        var result = Mapping()
        for (key, entry) in mapping.entries {
            guard let field = record.fields[key] else {
                // Extensions are not validated.
                if key.hasPrefix("x-") {
                    warnIfMisspelt(key, entry, record, path)
                    result[key] = entry
                } else {
                    // The intended key counts as present, so that it is not also reported as missing.
                    let meant = unknown(key, entry, record, path) ?? key
                    if mapping[meant] == nil || meant == key { result.set(meant, .broken(at: entry.value)) }
                }
                continue
            }
            var entry = entry
            entry.value = check(entry.value, field.shape, path.key(key))
            note(field, entry, path)
            result[key] = entry
        }
        return result
    }

    private func map(_ mapping: Mapping, _ shape: Shape, _ rule: KeyRule, _ path: NodePath) -> Mapping {
        var result = Mapping()
        for (key, var entry) in mapping.entries {
            if case .name = rule, !key.utf8.allSatisfy(\.isNameByte) {
                let message = "the name \(key.quoted) may only contain letters, digits, '.', '_' and '-'"
                log.report("bad-name", message, at: entry, hint: blankHint(key))
                continue
            }
            if case .name = rule, key == "." || key == ".." || key == ".cpadev-made" {
                let message =
                    key == ".cpadev-made"
                    ? "the name \(key.quoted) is reserved by cpadev"
                    : "the name \(key.quoted) refers to a folder"
                log.report("bad-name", message, at: entry)
                continue
            }
            entry.value = check(entry.value, shape, path.key(key))
            result[key] = entry
        }
        return result
    }

    private func scalar(_ scalar: Scalar, in node: Node, _ shape: ScalarShape, _ path: NodePath) -> Node {
        var result = node
        let scalar = shape.cast(scalar)
        result.value = .scalar(scalar)
        guard scalar.kind != .null, let problem = shape.format.problem(with: scalar) else { return result }
        let hint = problem.hint ?? problem.near.flatMap { didYouMean(scalar.text, $0) }
        log.report(problem.code, "\(path.words) \(problem.message)", at: node, hint: hint)
        return .broken(at: node)
    }

    // MARK: Repeats

    /// The lists with `uniqueItems` in compose-spec.json from which Compose does not remove repeated items itself, as
    /// `UniquePhase` does.
    private static let uniqueLists: Set<String> = [
        "services.*.depends_on", "services.*.device_cgroup_rules", "services.*.external_links",
        "services.*.extra_hosts", "services.*.group_add", "services.*.models", "services.*.networks",
        "services.*.security_opt", "services.*.volumes_from", "services.*.build.extra_hosts",
        "services.*.build.no_cache_filter", "services.*.build.ssh", "services.*.develop.watch.*.ignore",
        "services.*.develop.watch.*.include", "services.*.deploy.resources.reservations.devices.*.capabilities",
        "services.*.deploy.resources.reservations.devices.*.device_ids", "services.*.gpus.*.capabilities",
        "services.*.gpus.*.device_ids", "services.*.post_start.*.environment", "services.*.pre_stop.*.environment",
    ]

    private func rejectRepeats(_ items: [Node], _ path: NodePath) {
        var first: [[String]: Node] = [:]
        for (index, item) in items.enumerated() {
            guard let scalar = item.scalar, item.directive == .none else { continue }
            let value = ["\(scalar.kind)", scalar.text]
            guard let known = first[value] else {
                first[value] = item
                continue
            }
            let notes = [Diagnostic.Note("it is here too", at: known.location)]
            log.report("repeated-item", "\(path.index(index).words) repeats an item", at: item, notes: notes)
        }
    }

    // MARK: Reporting

    /// Reports an unknown key and returns the valid key that was probably meant, if one is close.
    private func unknown(_ key: String, _ entry: Mapping.Entry, _ record: Record, _ path: NodePath) -> String? {
        unknownCount += 1
        let names = unknownCount <= Self.nearLimit ? record.fields.keys.sorted() : []
        let near = boundedNearestName(to: key, in: names)
        log.report(
            "unknown-key",
            "unknown key \(key.quoted) \(path.container)",
            at: entry,
            hint: blankHint(key) ?? near.map { "did you mean '\($0)'?" } ?? indentationHint(key, path)
        )
        return near
    }

    /// Warns of an extension that is cpadev's own but for a slip.
    private func warnIfMisspelt(_ key: String, _ entry: Mapping.Entry, _ record: Record, _ path: NodePath) {
        let own = "x-cpadev"
        guard record.fields[own] != nil, let hint = didYouMean(key, [own]) else { return }
        log.warn("unknown-key", "unknown extension \(key.quoted) \(path.container)", at: entry, hint: hint)
    }

    /// Returns a hint for a service key that is indented one level too little.
    private func indentationHint(_ key: String, _ path: NodePath) -> String? {
        if path.steps.isEmpty, Shape.serviceKeys.contains(key) { return Self.indentationHint(key) }
        if path.kind == "services.*", case .key(let name)? = path.steps.last, Shape.serviceKeys.contains(name) {
            return Self.indentationHint(name)
        }
        return nil
    }

    private static func indentationHint(_ name: String) -> String {
        "'\(name)' is a key of a service; indent it below one"
    }

    /// Returns a hint for a name with blanks that look like indentation but are not white space in YAML.
    private func blankHint(_ name: String) -> String? {
        name.unicodeScalars.first(where: \.isUnicodeBlank)?.unicodeBlankHint
    }

    private func wrongType(_ node: Node, _ shape: Shape, _ path: NodePath, hint: String?) -> Node {
        let found =
            switch node.value {
            case .scalar(let scalar): scalar.kind.words
            case .sequence: "a list"
            case .mapping: "a mapping"
            }
        var hint = hint
        if case .scalar(let scalar) = node.value, case .forms(let accepted, _?, _?) = shape,
            accepted?.kinds.contains(.string) != true, scalar.text.contains("=")
        {
            hint = "put '- ' before it, or write it as 'KEY: value'"
        }
        if case .scalar(let scalar) = node.value, scalar.style == .plain, scalar.kind != .null,
            case .forms(let wanted?, _, _) = shape, wanted.kinds.contains(.string)
        {
            hint = "quote it: \"\(scalar.text.prefix(40))\""
            if case .duration = wanted.format { hint = "give a unit: '\(scalar.text.prefix(40))s'" }
        }
        if path.kind == "services.*", case .key(let name)? = path.steps.last, Shape.serviceKeys.contains(name) {
            hint = Self.indentationHint(name)
        }
        log.report("wrong-type", "\(path.words) must be \(shape.words), not \(found)", at: node, hint: hint)
        return .broken(at: node)
    }

    private func note(_ field: Field, _ entry: Mapping.Entry, _ path: NodePath) {
        let place = path.key(field.name)
        switch field.support {
        case .acted: break
        case .ignored:
            let message = "ignored: '\(place.kind)' has no effect here"
            log.warnOnce("ignored-key", message, at: entry, note: "\(place.words) is ignored too")
        case .obsolete:
            let message = "\(place.words) is obsolete and has no effect"
            log.warnOnce("obsolete-key", message, at: entry, note: "and here", hint: "remove it")
        }
    }
}

extension UInt8 {
    fileprivate var isNameByte: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
