import Diagnostics
import OrderedCollections
import YAMLTree

/// Phase: lays each service over the one that it extends, in the same file or in another.
///
/// Source: Compose Specification, services, `extends`.
final class ExtendsPhase {
    private static let depthLimit = 50
    /// What all services may come to, in nodes: a base that thousands extend counts thousands of times.
    private static let nodeLimit = 500_000

    /// A file whose services may be extended. Shared, so that each service is worked out once.
    private final class Origin {
        let file: SourceFile
        var services: Mapping
        var done: Set<String> = []

        init(file: SourceFile, services: Mapping) {
            self.file = file
            self.services = services
        }
    }

    private struct Step: Hashable {
        var file: String
        var service: String
    }

    private let phases: FilePhases
    private let lookup: (String) -> String?
    private var origins: [String: Origin] = [:]
    private var stack: OrderedDictionary<Step, SourceLocation> = [:]
    private var weight = 0
    private var log: ProblemLog { phases.log }

    init(phases: FilePhases, lookup: @escaping (String) -> String?) {
        self.phases = phases
        self.lookup = lookup
    }

    /// The tree with every `extends` done.
    func run(_ root: Node, _ file: SourceFile) -> Node {
        guard var mapping = root.mapping, let services = mapping["services"]?.value.mapping else { return root }
        let origin = Origin(file: file, services: services)
        for name in services.entries.keys { resolve(name, in: origin) }
        if let node = mapping["services"]?.value { mapping["services"]?.value = .map(origin.services, at: node) }
        return .map(mapping, at: root)
    }

    private func resolve(_ name: String, in origin: Origin) {
        guard !origin.done.contains(name), let entry = origin.services[name], var own = entry.value.mapping,
            let extends = own["extends"]
        else { return }
        own["extends"] = nil
        let step = Step(file: origin.file.absolute, service: name)
        stack[step] = extends.value["service"]?.location ?? extends.keyLocation
        defer { stack.removeLast() }

        let over = Node.map(own, at: entry.value)
        var result = over
        if let base = base(of: extends, in: origin) {
            let table = MergePhase.table.below("services")?.below("*")
            result = phases.merger.merge(base, over, table)
            weight += result.weight(upTo: Self.nodeLimit)
            if weight > Self.nodeLimit {
                let message = "the services that extend others have more than \(Self.nodeLimit) values together"
                log.report("too-many-nodes", message, at: extends.keyLocation, length: extends.keyLength)
                result = over
            }
        } else if own["image"] == nil {
            // What the base would have brought is not missing: the base is, and that was reported.
            own.set("image", .broken(at: entry.value))
            result = .map(own, at: entry.value)
        }
        origin.services[name]?.value = result
        origin.done.insert(name)
    }

    /// The service that is extended, with its own `extends` done; nil after the reason was reported.
    private func base(of extends: Mapping.Entry, in origin: Origin) -> Node? {
        guard extends.value.directive != .reset, let reference = extends.value["service"], let name = reference.string
        else {
            if extends.value.mapping?["service"] == nil, extends.value.mapping != nil {
                let message = "'extends' needs the key 'service'"
                log.report("missing-key", message, at: extends.keyLocation, length: extends.keyLength)
            }
            return nil
        }
        var target = origin
        if let path = extends.value["file"] {
            guard let other = self.origin(path, from: origin) else { return nil }
            target = other
        }
        guard target.services[name] != nil else {
            let message = "there is no service \(name.quoted) in \(target.file.display.quoted(upTo: 300))"
            log.report("unknown-service", message, at: reference, hint: didYouMean(name, target.services.entries.keys))
            return nil
        }
        let step = Step(file: target.file.absolute, service: name)
        if let index = stack.index(forKey: step) {
            reportCycle(from: index, back: reference)
            return nil
        }
        guard stack.count < Self.depthLimit else {
            log.report("too-deep", "services extend each other more than \(Self.depthLimit) times", at: reference)
            return nil
        }
        resolve(name, in: target)
        let base = target.services[name]?.value
        return base?.mapping == nil ? nil : base
    }

    private func origin(_ path: Node, from origin: Origin) -> Origin? {
        guard let text = path.string else { return nil }
        let file = origin.file.sibling(PathText.expandHome(text, home: phases.home))
        if file.absolute == origin.file.absolute { return origin }
        if let known = origins[file.absolute] { return known }
        let trees = phases.parse(file, reference: path).map { phases.canonical($0, file, lookup: lookup) }
        guard let first = trees.first else { return nil }
        let canonical = trees.dropFirst().reduce(first) { phases.merger.merge($0, $1) }
        let services = canonical.mapping?["services"]?.value.mapping ?? Mapping()
        let result = Origin(file: file, services: services)
        origins[file.absolute] = result
        return result
    }

    private func reportCycle(from index: Int, back: Node) {
        let steps = stack.keys[index...].map(\.service)
        let path = (steps + steps.prefix(1)).joined(separator: " → ")
        let notes = stack.values[index...].dropLast().prefix(10).map { Diagnostic.Note("on the way", at: $0) }
        log.report(
            .error,
            "extends-cycle",
            "services extend each other in a circle: \(path)",
            at: back.location,
            length: back.length,
            notes: notes
        )
    }
}
