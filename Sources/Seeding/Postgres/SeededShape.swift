import FoundationEssentials

/// The columns and the primary key that a table was seeded with.
struct SeededShape: Hashable, Sendable, Codable {
    struct Column: Hashable, Sendable, Codable {
        var name: String
        var type: String
    }

    var columns: [Column]
    var primaryKey: [String]

    init(_ table: Catalogue.Table) {
        columns = table.columns.map { Column(name: $0.name, type: $0.type) }
        primaryKey = table.primaryKey
    }

    /// Parses a ``text``; nil if it is invalid.
    init?(_ text: String) {
        guard let shape = try? JSONDecoder().decode(SeededShape.self, from: Data(text.utf8)) else { return nil }
        self = shape
    }

    /// The form that is stored with the seed. Encoding strings cannot fail.
    var text: String { String(decoding: (try? JSONEncoder().encode(self)) ?? Data(), as: UTF8.self) }

    /// Whether a table still has all of the columns with their types, and the same key.
    func isKept(by table: Catalogue.Table) -> Bool {
        let types = Dictionary(table.columns.map { ($0.name, $0.type) }) { first, _ in first }
        return primaryKey == table.primaryKey && columns.allSatisfy { types[$0.name] == $0.type }
    }
}
