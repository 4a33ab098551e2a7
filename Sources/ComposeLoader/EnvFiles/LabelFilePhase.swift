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
        guard var mapping = root.mapping, let services = mapping["services"]?.value, var entries = services.mapping
        else { return root }
        for (name, entry) in entries.entries where selection.isActive(name) {
            entries[name]?.value = resolve(entry.value)
        }
        mapping["services"]?.value = .map(entries, at: services)
        return .map(mapping, at: root)
    }

    private func resolve(_ service: Node) -> Node {
        guard var mapping = service.mapping, let files = mapping["label_file"] else { return service }
        var labels = Mapping()
        var known: [String: String] = [:]
        for path in files.value.items ?? [] {
            guard let text = path.string else { continue }
            let file = SourceFile(display: display(text), absolute: text, base: PathText.directory(of: text))
            let snapshot = known
            for (key, value) in reader.read(file, isRequired: true, reference: path, outer: { snapshot[$0] }) {
                known[key] = value
                labels.set(key, .text(value, at: path))
            }
        }
        for (key, entry) in service["labels"]?.mapping?.entries ?? [:] { labels[key] = entry }
        mapping.set("labels", .map(labels, at: mapping["labels"]?.value ?? files.value))
        return .map(mapping, at: service)
    }
}
