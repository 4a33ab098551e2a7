import OrderedCollections
import YAMLTree

/// Phase: merges each active service's `label_file` into its `labels`; `labels` takes precedence.
///
/// Source: Compose Specification, services, `label_file`.
struct LabelFilePhase {
    let reader: EnvFileReader
    /// Returns the name of a path in diagnostics.
    let display: (String) -> String

    func run(_ root: Node, _ selection: ServiceSelection) -> Node {
        root.mapServices { selection.isActive($0) ? resolve($1) : $1 }
    }

    private func resolve(_ service: Node) -> Node {
        guard let files = service["label_file"] else { return service }
        var labels = Mapping()
        var known: [String: String] = [:]
        for path in files.items ?? [] {
            guard let text = path.string else { continue }
            let file = SourceFile(display: display(text), absolute: text, base: PathText.directory(of: text))
            let snapshot = known
            for (key, value) in reader.read(file, isRequired: true, reference: path, outer: { snapshot[$0] }) {
                known[key] = value
                labels.set(key, .text(value, at: path))
            }
        }
        for (key, entry) in service["labels"]?.mapping?.entries ?? [:] { labels[key] = entry }
        var result = service
        result["labels"] = Node.map(labels, at: service["labels"] ?? files)
        return result
    }
}
