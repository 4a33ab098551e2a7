/// A synonym or an override of a collection.
struct SearchExtra: Hashable, Sendable, Codable {
    enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
        case synonyms, overrides
    }

    var kind: Kind
    var id: String
    /// The object without its id, as JSON.
    var json: String
}
