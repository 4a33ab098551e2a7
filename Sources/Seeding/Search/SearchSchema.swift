import Crypto
import FoundationEssentials

/// A collection as it shall be. Its documents are in a collection whose name says which schema it was made with, and an
/// alias of the plain name leads there, so that another schema is another collection.
///
/// A collection that cpadev made carries a mark: a field without an index that no document has, with the collection's
/// own name in its name. A copy of the schema under another name copies the field, but is not marked by it.
struct SearchSchema: Hashable, Sendable {
    /// The name that services use: an alias.
    let name: String
    /// The name of the collection itself: the alias' name, and the first eight hex digits of the schema's hash.
    let physicalName: String
    /// What makes the collection: the schema with the name and the mark.
    let definition: JSONValue

    /// The field that says to which firm a document belongs.
    static let firmField = "firm"

    /// Documents of a firm. Where a slug has hyphens, so does the value in the index; see ``SearchStore/prepare(_:)``.
    static func filter(firm: String) -> String { "\(firmField):=\(firm)" }

    /// Reads a schema's file.
    init(reading collection: SeedManifest.Collection) throws(SeedingError) {
        guard let data = try? WholeFile.read(collection.schema) else {
            throw SeedingError(.files, "cannot read \(collection.schema)")
        }
        guard case .object(let members) = JSONValue(parsing: data) else {
            throw SeedingError(.badSeed, "\(collection.schema) is not a JSON object")
        }
        try self.init(name: collection.name, members)
    }

    /// A collection of a schema without a name.
    init(name: String, _ members: [String: JSONValue]) throws(SeedingError) {
        let fields = members["fields"]?.elements ?? []
        guard fields.contains(where: { $0["name"]?.text == Self.firmField }) else {
            throw SeedingError(
                .badSeed,
                "the schema of the collection '\(name)' has no field '\(Self.firmField)'",
                remedy: #"add { "name": "firm", "type": "string", "facet": true }"#
            )
        }
        let hash = SHA256.hash(data: Data(JSONValue.object(members).json.utf8))
        // Two digits a byte.
        let digits = hash.prefix(4).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }
        physicalName = "\(name)_\(digits.joined())"
        self.name = name
        definition = .object(
            members.merging(["name": .text(physicalName), "fields": .list(fields + [Self.mark(physicalName)])]) { $1 }
        )
    }

    // MARK: Mark

    private static func mark(_ collection: String) -> JSONValue {
        .object([
            "name": .text(markName(collection)), "type": .text("string"), "optional": .bool(true),
            "index": .bool(false),
        ])
    }

    private static func markName(_ collection: String) -> String { "cpadev_seed_\(collection)" }

    /// Whether nothing but the mark is missing from a collection.
    func isMarkAlone(_ difference: SchemaDifference) -> Bool {
        !difference.needsRemaking && difference.dropped.isEmpty && difference.made == [Self.mark(physicalName)]
    }

    /// Whether a collection was made by cpadev with another version of this schema.
    /// - Parameter live: the collection as the server tells of it.
    func isSuperseded(_ live: JSONValue) -> Bool {
        guard let other = live["name"]?.text, other != physicalName, other.hasPrefix("\(name)_") else { return false }
        return live["fields"]?.elements.contains { $0["name"]?.text == Self.markName(other) } == true
    }
}
