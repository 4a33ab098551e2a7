import Crypto
import FoundationEssentials

/// A collection as it shall be. Its documents are in a collection whose name says which schema it was made with, and an
/// alias of the plain name leads there, so that another schema is another collection.
struct SearchSchema: Hashable, Sendable {
    /// The name that services use: an alias.
    let name: String
    /// The name of the collection itself: the alias' name, and the first eight hex digits of the schema's hash.
    let physicalName: String
    /// What makes the collection: the schema with the name.
    let definition: JSONValue

    /// The field that says to which firm a document belongs.
    static let firmField = "firm"

    /// Documents of a firm. Where a slug has hyphens, so does the value in the index; see ``SearchStore/prepare(_:)``.
    static func filter(firm: String) -> String { "\(firmField):=\(firm)" }

    /// Reads a schema's file.
    init(reading collection: SeedManifest.Collection) throws(SeedingError) {
        guard let data = try? Data(contentsOf: URL(filePath: collection.schema)) else {
            throw SeedingError(.files, "cannot read \(collection.schema)")
        }
        guard case .object(let members) = JSONValue(parsing: data) else {
            throw SeedingError(.badSeed, "\(collection.schema) is no JSON object")
        }
        try self.init(name: collection.name, members)
    }

    /// A collection of a schema without a name.
    init(name: String, _ members: [String: JSONValue]) throws(SeedingError) {
        guard members["fields"]?.elements.contains(where: { $0["name"]?.text == Self.firmField }) == true else {
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
        definition = .object(members.merging(["name": .text(physicalName)]) { $1 })
    }

    /// Whether a collection was made with another version of this schema.
    func isSuperseded(_ other: String) -> Bool {
        guard other != physicalName, other.hasPrefix("\(name)_") else { return false }
        let suffix = other.dropFirst(name.count + 1)
        return suffix.count == 8 && suffix.allSatisfy { $0.isHexDigit && !$0.isUppercase }
    }
}
