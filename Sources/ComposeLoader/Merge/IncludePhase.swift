import Diagnostics
import OrderedCollections
import YAMLTree

/// Phase: adds the resources of included projects to a file's tree.
///
/// Each include is a separate project: its files are merged, its relative paths are resolved against its own directory,
/// and its `.env` provides defaults. The including file overrides included resources, and earlier includes override
/// later ones. Source: Compose Specification, Include; compose-go's `loader/include.go`.
final class IncludePhase {
    private static let depthLimit = 20
    private static let collections = ["services", "volumes", "networks", "secrets", "configs", "models"]

    private let phases: FilePhases
    private var log: ProblemLog { phases.log }

    init(phases: FilePhases) { self.phases = phases }

    /// - Parameters:
    ///   - environment: The variables of the including project, which override those of the included one.
    ///   - stack: The chain of including files, outermost first.
    func run(_ root: Node, _ file: SourceFile, environment: [String: String], stack: [SourceFile]) -> Node {
        guard var mapping = root.mapping, let include = mapping["include"] else { return root }
        mapping["include"] = nil
        let own = root.mapping
        for item in include.value.items ?? [] {
            guard let imported = load(item, from: file, environment: environment, stack: stack) else { continue }
            for collection in Self.collections { add(collection, of: imported, to: &mapping, own: own) }
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
            log.report("too-deep", "files include each other more than \(Self.depthLimit) levels deep", at: first)
            return nil
        }
        if let remote = paths.first(where: { RemoteFile.isRemote($0.string ?? "") }) {
            log.report("remote-file", RemoteFile.message(remote.string ?? ""), at: remote, hint: RemoteFile.hint)
            return nil
        }
        let main = file.sibling(firstText)
        if let index = stack.firstIndex(where: { $0.absolute == main.absolute }) {
            let path = (stack[index...] + [main]).map(\.display).joined(separator: " → ")
            log.report("include-cycle", "files include each other in a cycle: \(path)", at: first)
            return nil
        }
        let base = item["project_directory"]?.string.map { PathText.join(file.base, $0) } ?? main.base
        let inner = self.environment(of: item, from: file, base: base, main: main, outer: environment)

        var result: Node?
        for path in paths {
            guard let text = path.string else { continue }
            var source = file.sibling(text)
            source.base = base
            for tree in phases.parse(source, reference: path, mayBeEmpty: true) {
                let composed = self.compose(tree, source, over: result, environment: inner, stack: stack + [main])
                result = result.map { phases.merger.merge($0, composed) } ?? composed
            }
        }
        return result.map { withContexts(withValues($0, inner), base) }
    }

    private static let builds = PathTable<Void>([("services.*.build", ())])

    /// Sets the context of builds without one to the included project's directory.
    private func withContexts(_ root: Node, _ base: String) -> Node {
        Self.builds.walk(root) { _, node, _ in
            node.setDefault("context", base)
        }
    }

    private static let valueless = PathTable<Void>([
        ("services.*.environment.*", ()),
        ("services.*.build.args.*", ()),
    ])

    /// Resolves variables without a value from the included project's variables, which are not available later.
    private func withValues(_ root: Node, _ variables: [String: String]) -> Node {
        Self.valueless.walk(root) { _, node, path in
            guard node.isNull, case .key(let key)? = path.steps.last, let value = variables[key] else { return }
            node = .text(value, at: node)
        }
    }

    /// Returns one file's tree with its includes and bases resolved.
    ///
    /// - Parameter earlier: The tree that it will be merged over.
    func compose(
        _ tree: Node,
        _ file: SourceFile,
        over earlier: Node?,
        environment: [String: String],
        stack: [SourceFile]
    ) -> Node {
        let lookup: (String) -> String? = { environment[$0] }
        let defined = earlier?["services"]?.mapping?.entries.filter { $0.value.value.mapping != nil }.keys
        // What is empty here may be defined by an included file.
        let mayBeEmpty = tree["include"] != nil
        let known = Set(defined ?? [])
        let canonical = phases.canonical(tree, file, isBase: mayBeEmpty, over: known, lookup: lookup)
        let included = run(canonical, file, environment: environment, stack: stack)
        if mayBeEmpty {
            for (name, entry) in included["services"]?.mapping?.entries ?? [:]
            where entry.value.isNull && entry.value.directive != .reset && !known.contains(name) {
                log.report("wrong-type", "service \(name.quoted) must be a mapping, not empty", at: entry.value)
            }
        }
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
            let variables = reader.read(
                source,
                isRequired: isRequired,
                reference: reference,
                outer: { outer[$0] },
                earlier: { snapshot[$0] }
            )
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

    /// - Parameter own: The including file without its includes. Its redefinitions are intentional and cause no
    ///   warning.
    private func add(_ collection: String, of imported: Node, to mapping: inout Mapping, own: Mapping?) {
        guard let source = imported.mapping?[collection], let entries = source.value.mapping else { return }
        guard let known = mapping[collection]?.value else {
            mapping[collection] = source
            return
        }
        guard known.directive != .reset, var target = known.mapping else {
            mapping[collection]?.value = phases.merger.merge(known, source.value)
            return
        }
        let table = MergePhase.table.below(collection)
        for (name, entry) in entries.entries {
            if let known = target[name] {
                guard !known.value.isSame(as: entry.value) else { continue }
                if own?[collection]?.value.mapping?[name] == nil { warn(collection, name, known, entry) }
                target[name]?.value = merge(entry.value, known.value, table?.below(name))
            } else {
                target[name] = entry
            }
        }
        mapping[collection]?.value.value = .mapping(target)
    }

    /// Merges a resource of the including file over an included one. Its directive concerns earlier files, which include
    /// nothing of the included project.
    private func merge(_ included: Node, _ own: Node, _ table: PathTable<MergePhase.Rule>?) -> Node {
        if own.directive == .reset { return phases.merger.merge(own, included, table) }
        var over = own
        over.directive = .none
        var result = phases.merger.merge(included, over, table)
        result.directive = own.directive
        return result
    }

    private func warn(_ collection: String, _ name: String, _ known: Mapping.Entry, _ other: Mapping.Entry) {
        log.warn(
            "include-conflict",
            "two included files define the \(collection.dropLast()) \(name.quoted) differently; the first one wins",
            at: other,
            notes: [Diagnostic.Note("the first definition is here", at: known.keyLocation)]
        )
    }
}
