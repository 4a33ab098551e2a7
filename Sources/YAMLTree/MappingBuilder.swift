import Diagnostics
import OrderedCollections

/// Collects the pairs of one YAML mapping, reports duplicate keys and applies the merge key `<<` at the end.
///
/// The mapping's own keys override merged ones, and earlier merged mappings override later ones. Source: YAML 1.1,
/// https://yaml.org/type/merge.html.
package struct MappingBuilder {
    private let log: ProblemLog
    private var mapping = Mapping()
    private var merges: [Node] = []
    private var mergeKey: Node?

    package init(log: ProblemLog) { self.log = log }

    package mutating func add(key: Node, value: Node) {
        guard let scalar = key.scalar else {
            log.report("bad-key", "a key must be a string", at: key)
            return
        }
        if scalar.style == .plain, scalar.text == "<<" { return addMerge(key: key, value: value) }
        guard !scalar.text.isEmpty else {
            log.report("bad-key", "a key must not be empty", at: key)
            return
        }
        if scalar.kind != .string {
            let message = "the key \(scalar.text.quoted) is not a string in YAML; Docker Compose rejects it"
            log.warn("non-string-key", message, at: key, hint: "quote it")
        }
        if let first = mapping[scalar.text] {
            duplicate(scalar.text, at: key, first: first.keyLocation)
        } else {
            mapping[scalar.text] = Mapping.Entry(keyLocation: key.location, keyLength: key.length, value: value)
        }
    }

    package func finish() -> Mapping {
        var result = mapping
        for merge in merges {
            guard let other = merge.mapping else { continue }
            for (key, entry) in other.entries where result[key] == nil { result[key] = entry }
        }
        return result
    }

    private mutating func addMerge(key: Node, value: Node) {
        if let mergeKey { return duplicate("<<", at: key, first: mergeKey.location) }
        mergeKey = key
        let sources = value.items ?? [value]
        for source in sources {
            if source.mapping != nil {
                merges.append(source)
            } else if !source.isNull {
                reportBadMerge(of: source, in: value)
            }
        }
    }

    /// Reports an invalid merge source. The items of an aliased list have the locations of the anchor, so the error is
    /// placed at the alias.
    private func reportBadMerge(of source: Node, in value: Node) {
        let isAliasedList =
            value.items != nil
            && (source.location.line, source.location.column) < (value.location.line, value.location.column)
        log.report(
            "bad-merge-key",
            "'<<' requires a mapping or a list of mappings",
            at: isAliasedList ? value : source,
            notes: isAliasedList ? [Diagnostic.Note("this list item is not a mapping", at: source.location)] : []
        )
    }

    private func duplicate(_ name: String, at key: Node, first: SourceLocation) {
        log.report(
            "duplicate-key",
            "the key \(name.quoted) is given twice",
            at: key,
            notes: [Diagnostic.Note("the first one is here", at: first)],
            hint: name == "<<" ? "merge several mappings as a list: <<: [*a, *b]" : nil
        )
    }
}
