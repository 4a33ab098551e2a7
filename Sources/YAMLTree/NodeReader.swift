import Diagnostics
import OrderedCollections

/// A reader of a file of cpadev's own, such as the seed's manifest, with the checks that every such file needs.
package protocol NodeReader {
    /// Receives the problems.
    var log: ProblemLog { get }
}

extension NodeReader {
    /// Reports unknown keys, with the closest known name as a hint, and missing keys. A key without a value is missing.
    package func check(_ node: Node?, _ known: [String], required: [String]) {
        guard let node, !node.isBroken else { return }
        guard let mapping = node.mapping else {
            log.report("wrong-type", "expected a mapping with \(known.joined(separator: ", "))", at: node)
            return
        }
        for (key, entry) in mapping.entries where !known.contains(key) {
            log.report(
                .error,
                "unknown-key",
                "unknown key \(key.quoted)",
                at: entry.keyLocation,
                length: entry.keyLength,
                hint: didYouMean(key, known)
            )
        }
        for key in required where node[key] == nil {
            if let entry = mapping[key] {
                log.report("missing-value", "the key '\(key)' has no value", at: entry.value)
            }
        }
        // One problem for all missing keys, as they have the same location.
        let missing = required.filter { mapping[$0] == nil }.map { "'\($0)'" }
        guard !missing.isEmpty else { return }
        let noun = missing.count == 1 ? "the key \(missing[0]) is" : "the keys \(missing.joined(separator: ", ")) are"
        log.report("missing-key", "\(noun) missing", at: node)
    }

    /// Returns the text of a node. If it has none, reports that and returns an empty text.
    package func text(_ node: Node?) -> String {
        guard let node, !node.isBroken else { return "" }
        guard let text = node.string, !text.isEmpty else {
            log.report("wrong-type", "expected a string", at: node)
            return ""
        }
        return text
    }

    /// Returns a list of texts. If the node is not a list, reports that and returns an empty list.
    package func texts(_ node: Node?, such example: String = "[id, number]") -> [String] {
        guard let node, !node.isBroken else { return [] }
        guard let items = node.items else {
            log.report("wrong-type", "expected a list of strings", at: node, hint: "such as \(example)")
            return []
        }
        return items.map(text)
    }

    /// Returns whether a text is a slug: up to 40 lowercase letters, digits and hyphens, not starting with a hyphen.
    package static func isSlug(_ text: String) -> Bool {
        guard let first = text.utf8.first, first != UInt8(ascii: "-"), text.utf8.count <= 40 else { return false }
        return text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): true
            default: false
            }
        }
    }
}
