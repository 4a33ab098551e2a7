import ControlAPI

/// What is not as seeded in a firm's part of a collection.
struct SearchDifference: Hashable, Sendable {
    /// The collection's own name.
    let collection: String
    /// The documents to write, as JSON in one line.
    private(set) var wrong: [String] = []
    /// The ids of those that have to go.
    private(set) var added: [String] = []
    /// The ids of those that are missing.
    private(set) var missing: [String] = []
    /// The documents as they are that differ or have to go, as JSON in one line.
    private(set) var replaced: [String] = []
    private(set) var drift = Drift.none

    /// No difference.
    init(collection: String) { self.collection = collection }

    /// Compares the planned documents with an export: lines of JSON.
    init(collection: String, planned: [SearchItem], export: [UInt8], firm: String) throws(SeedingError) {
        self.collection = collection
        var found: [String: JSONValue] = [:]
        for line in export.split(separator: UInt8(ascii: "\n")) {
            guard let document = JSONValue(parsing: line), let id = document["id"]?.text else {
                throw SeedingError(.garbled, "Typesense exported something else than documents of \(collection)")
            }
            // The filter that chose them was not that exact.
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
