import Diagnostics
import OrderedCollections
import YAMLTree

/// Phase: brings the resources of included projects into a file's tree.
///
/// Each include is a project of its own: its files are merged, its relative paths start from its own directory, its
/// `.env` gives defaults. A name that both sides have must mean the same on both. Source: Compose Specification, Include.
final class IncludePhase {
    private static let depthLimit = 20
    private static let collections = ["services", "volumes", "networks", "secrets", "configs", "models"]

    private let phases: FilePhases
    private var log: ProblemLog { phases.log }

    init(phases: FilePhases) { self.phases = phases }

    /// - Parameters:
    ///   - environment: the variables of the including project, which win over those of the included one.
    ///   - stack: the files that led here, the outermost first.
    func run(_ root: Node, _ file: SourceFile, environment: [String: String], stack: [SourceFile]) -> Node {
        guard var mapping = root.mapping, let include = mapping["include"] else { return root }
        mapping["include"] = nil
        for item in include.value.items ?? [] {
            guard let imported = load(item, from: file, environment: environment, stack: stack) else { continue }
            for collection in Self.collections { add(collection, of: imported, to: &mapping) }
        }
        return .map(mapping, at: root)
    }

    // MARK: Loading

    private func load(_ item: Node, from file: SourceFile, environment: [String: String], stack: [SourceFile]) -> Node?
    {
        guard item.mapping != nil else { return nil }
        let paths = item["path"]?.items?.filter { $0.string != nil } ?? []
        guard let first = paths.first, let firstText = first.string else {
            if item.mapping?["path"] == nil { log.report("missing-key", "'include' needs the key 'path'", at: item) }
            return nil
        }
        guard stack.count < Self.depthLimit else {
            log.report("too-deep", "files include each other more than \(Self.depthLimit) times", at: first)
            return nil
        }
        let main = file.sibling(firstText)
        if let index = stack.firstIndex(where: { $0.absolute == main.absolute }) {
            let path = (stack[index...] + [main]).map(\.display).joined(separator: " → ")
            log.report("include-cycle", "files include each other in a circle: \(path)", at: first)
            return nil
        }
        let base = item["project_directory"]?.string.map { PathText.join(file.base, $0) } ?? main.base
        let inner = self.environment(of: item, from: file, base: base, main: main, outer: environment)

        var result: Node?
        for path in paths {
            guard let text = path.string else { continue }
            var source = file.sibling(text)
            source.base = base
            for tree in phases.parse(source, reference: path) {
                let composed = self.compose(tree, source, environment: inner, stack: stack + [main])
                result = result.map { phases.merger.merge($0, composed) } ?? composed
            }
        }
        return result.map { withContexts(withValues($0, inner), base) }
    }

    private static let builds = PathTable<Void>([("services.*.build", ())])

    /// A build without a context has its own project's directory.
    private func withContexts(_ root: Node, _ base: String) -> Node {
        Self.builds.walk(root) { _, node, _ in
            guard var mapping = node.mapping, mapping["context"] == nil else { return }
            mapping.set("context", .text(base, at: node))
            node = .map(mapping, at: node)
        }
    }

    private static let valueless = PathTable<Void>([
        ("services.*.environment.*", ()),
        ("services.*.build.args.*", ()),
    ])

    /// Variables without a value take that of the included project, whose env files nobody else knows.
    private func withValues(_ root: Node, _ variables: [String: String]) -> Node {
        Self.valueless.walk(root) { _, node, path in
            guard node.isNull, case .key(let key)? = path.steps.last, let value = variables[key] else { return }
            node = .text(value, at: node)
        }
    }

    /// One file with its includes and bases.
    func compose(_ tree: Node, _ file: SourceFile, environment: [String: String], stack: [SourceFile]) -> Node {
        let lookup: (String) -> String? = { environment[$0] }
        let canonical = phases.canonical(tree, file, lookup: lookup)
        let included = run(canonical, file, environment: environment, stack: stack)
        return ExtendsPhase(phases: phases, lookup: lookup).run(included, file)
    }

    private func environment(
        of item: Node,
        from file: SourceFile,
        base: String,
        main: SourceFile,
        outer: [String: String]
    ) -> [String: String] {
        let reader = EnvFileReader(files: phases.files, log: log)
        var own: [String: String] = [:]
        func read(_ source: SourceFile, reference: Node?) {
            let (snapshot, isRequired) = (own, reference != nil)
            let variables = reader.read(source, isRequired: isRequired, reference: reference) {
                outer[$0] ?? snapshot[$0]
            }
            for (key, value) in variables { own[key] = value }
        }
        if let named = item["env_file"]?.items {
            for node in named {
                if let text = node.string { read(file.sibling(text), reference: node) }
            }
        } else {
            let display = base == main.base ? PathText.display(".env", from: main.displayDirectory) : base + "/.env"
            read(SourceFile(display: display, absolute: PathText.join(base, ".env"), base: base), reference: nil)
        }
        return own.merging(outer) { _, outer in outer }
    }

    // MARK: Importing

    private func add(_ collection: String, of imported: Node, to mapping: inout Mapping) {
        guard let source = imported.mapping?[collection], let entries = source.value.mapping else { return }
        guard var target = mapping[collection]?.value.mapping else {
            mapping[collection] = source
            return
        }
        for (name, entry) in entries.entries {
            if let known = target[name] {
                if !known.value.isSame(as: entry.value) { reportConflict(collection, name, known, entry) }
            } else {
                target[name] = entry
            }
        }
        mapping[collection]?.value.value = .mapping(target)
    }

    private func reportConflict(_ collection: String, _ name: String, _ known: Mapping.Entry, _ other: Mapping.Entry) {
        log.report(
            .error,
            "include-conflict",
            "the \(collection.dropLast()) \(name.quoted) is defined here and, differently, in an included file",
            at: known.keyLocation,
            length: known.keyLength,
            notes: [Diagnostic.Note("the other definition is here", at: other.keyLocation)],
            hint: "change it in an override file instead"
        )
    }
}
