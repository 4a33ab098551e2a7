import ControlAPI
import Foundations

/// The difference between a firm's documents in a collection and the seed.
struct SearchDifference: Hashable, Sendable {
    /// The collection's physical name, not its alias.
    let collection: String
    /// The documents to write, each as one line of JSON.
    private(set) var wrong: [String] = []
    /// The ids of documents to delete.
    private(set) var added: [String] = []
    private(set) var missing: [String] = []
    /// The current versions of documents that are replaced or deleted, each as one line of JSON.
    private(set) var replaced: [String] = []
    private(set) var drift = Drift.none

    init(collection: String) { self.collection = collection }

    /// Compares the planned documents with an export, which has one line of JSON per document.
    init(collection: String, planned: [SearchItem], export: [UInt8], firm: String) throws(SeedingError) {
        self.collection = collection
        var found: [String: JSONValue] = [:]
        for line in export.split(separator: UInt8(ascii: "\n")) {
            guard let document = JSONValue(parsing: line), let id = document["id"]?.text else {
                throw SeedingError(.garbled, "Typesense sent an invalid document in the export of \(collection)")
            }
            // The server's filter ignores hyphens, so the export may include documents of other firms.
            if document[SearchSchema.firmField]?.text == firm { found[id] = document }
        }
        for item in planned {
            guard let document = JSONValue(parsing: item.json.utf8) else {
                throw SeedingError(.files, "the seed's document \(item.id) of \(item.collection) is not JSON")
            }
            guard let current = found.removeValue(forKey: item.id) else {
                drift.removed += 1
                missing.append(item.id)
                wrong.append(document.json)
                continue
            }
            guard current != document else { continue }
            drift.changed += 1
            replaced.append(current.json)
            wrong.append(document.json)
        }
        added = found.keys.sorted()
        replaced += added.compactMap { found[$0]?.json }
        drift.added = added.count
    }
}
