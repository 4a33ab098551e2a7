import Diagnostics
import OrderedCollections
import YAMLTree

/// Phase: merges each service over the service that it extends, in the same file or in another.
///
/// Source: Compose Specification, services, `extends`.
final class ExtendsPhase {
    private static let depthLimit = 50
    /// The largest number of nodes in all extending services. A base counts once for each service that extends it.
    private static let nodeLimit = 500_000

    /// A file whose services can be extended. Shared, so that each service is resolved once.
    private final class Origin {
        let file: SourceFile
        /// The services in canonical form. For another file, only those that were referenced so far.
        var services: Mapping
        /// The raw documents of another file.
        let trees: [Node]
        var done: Set<String> = []

        init(file: SourceFile, services: Mapping = Mapping(), trees: [Node] = []) {
            self.file = file
            self.services = services
            self.trees = trees
        }

        var names: [String] {
            services.entries.keys + trees.flatMap { $0["services"]?.mapping?.entries.keys.elements ?? [] }
        }
    }

    private struct Step: Hashable {
        var file: String
        var service: String
    }

    private static let table = MergePhase.table.below("services")?.below("*")

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

    /// Returns the tree with every `extends` resolved.
    func run(_ root: Node, _ file: SourceFile) -> Node {
        guard var mapping = root.mapping, let services = mapping["services"]?.value.mapping else { return root }
        let origin = Origin(file: file, services: services)
        for name in services.entries.keys { resolve(name, in: origin) }
        if let node = mapping["services"]?.value { mapping["services"]?.value = .map(origin.services, at: node) }
        return .map(mapping, at: root)
    }

    private func resolve(_ name: String, in origin: Origin) {
        guard !origin.done.contains(name), let entry = service(name, in: origin), var own = entry.value.mapping,
            let extends = own["extends"]
        else { return }
        own["extends"] = nil
        let step = Step(file: origin.file.absolute, service: name)
        stack[step] = extends.value["service"]?.location ?? extends.keyLocation
        defer { stack.removeLast() }

        let over = Node.map(own, at: entry.value)
        var result = over
        if let base = base(of: extends, in: origin) {
            result = phases.merger.merge(base, over, Self.table)
            weight += result.weight(upTo: Self.nodeLimit)
            if weight > Self.nodeLimit {
                let message = "the services that extend others have more than \(Self.nodeLimit) values in total"
                log.report("too-many-nodes", message, at: extends)
                result = over
            }
        } else if isEmpty(extends, in: origin) {
            // The base is empty, so the reference is kept, as Compose does.
            var kept = entry.value.mapping ?? own
            kept["extends"] = absolute(extends, in: origin)
            result = .map(kept, at: entry.value)
        } else if own["image"] == nil {
            // The invalid base was reported; a missing image must not be reported as well.
            own.set("image", .broken(at: entry.value))
            result = .map(own, at: entry.value)
        }
        origin.services[name]?.value = result
        origin.done.insert(name)
    }

    /// Returns the extended service with its own `extends` resolved, or nil after reporting the reason.
    private func base(of extends: Mapping.Entry, in origin: Origin) -> Node? {
        guard extends.value.directive != .reset, let reference = extends.value["service"], let name = reference.string
        else {
            if extends.value.mapping?["service"] == nil, extends.value.mapping != nil {
                log.report("missing-key", "'extends' needs the key 'service'", at: extends)
            }
            return nil
        }
        var target = origin
        if let path = extends.value["file"] {
            guard let other = self.origin(path, from: origin) else { return nil }
            target = other
        }
        guard service(name, in: target) != nil else {
            let message = "there is no service \(name.quoted) in \(target.file.display.quoted(upTo: 300))"
            log.report("unknown-service", message, at: reference, hint: didYouMean(name, target.names))
            return nil
        }
        let step = Step(file: target.file.absolute, service: name)
        if let index = stack.index(forKey: step) {
            reportCycle(from: index, back: reference)
            return nil
        }
        guard stack.count < Self.depthLimit else {
            log.report("too-deep", "services extend each other more than \(Self.depthLimit) levels deep", at: reference)
            return nil
        }
        resolve(name, in: target)
        let base = target.services[name]?.value
        return base?.mapping == nil ? nil : base
    }

    private func isEmpty(_ extends: Mapping.Entry, in origin: Origin) -> Bool {
        guard let name = extends.value["service"]?.string else { return false }
        let target = extends.value["file"].map { self.origin($0, from: origin) } ?? origin
        return target.flatMap { service(name, in: $0) }?.value.isNull ?? false
    }

    private func absolute(_ extends: Mapping.Entry, in origin: Origin) -> Mapping.Entry {
        guard var mapping = extends.value.mapping, let path = mapping["file"]?.value, let text = path.string else {
            return extends
        }
        var result = extends
        let file = origin.file.sibling(PathText.expandHome(text, home: phases.home)).absolute
        mapping["file"]?.value = .text(file, at: path)
        result.value = .map(mapping, at: extends.value)
        return result
    }

    private func origin(_ path: Node, from origin: Origin) -> Origin? {
        guard let text = path.string else { return nil }
        guard !RemoteFile.isRemote(text) else {
            log.report("remote-file", RemoteFile.message(text), at: path, hint: RemoteFile.hint)
            return nil
        }
        let file = origin.file.sibling(PathText.expandHome(text, home: phases.home))
        if file.absolute == origin.file.absolute { return origin }
        if let known = origins[file.absolute] { return known }
        let trees = phases.parse(file, reference: path)
        guard !trees.isEmpty else { return nil }
        let result = Origin(file: file, trees: trees)
        origins[file.absolute] = result
        return result
    }

    /// Returns a service of a file. The rest of another file is not processed, because it is not part of this project.
    private func service(_ name: String, in origin: Origin) -> Mapping.Entry? {
        if let known = origin.services[name] { return known }
        var result: Mapping.Entry?
        for tree in origin.trees {
            guard let services = tree.mapping?["services"], let entry = services.value.mapping?[name] else { continue }
            var (top, only) = (Mapping(), services)
            var entries = Mapping()
            entries[name] = entry
            only.value = .map(entries, at: services.value)
            top["services"] = only
            let canonical = phases.canonical(.map(top, at: tree), origin.file, isBase: true, lookup: lookup)
            guard var own = canonical.mapping?["services"]?.value.mapping?[name] else { continue }
            if let result { own.value = phases.merger.merge(result.value, own.value, Self.table) }
            result = own
        }
        origin.services[name] = result
        return result
    }

    private func reportCycle(from index: Int, back: Node) {
        let steps = stack.keys[index...].map(\.service)
        let path = (steps + steps.prefix(1)).joined(separator: " → ")
        let notes = stack.values[index...].dropLast().prefix(10).map { Diagnostic.Note("extended here", at: $0) }
        log.report("extends-cycle", "services extend each other in a cycle: \(path)", at: back, notes: notes)
    }
}
