import Crypto
import FoundationEssentials
import Foundations

/// The wanted schema of a collection. The physical collection's name includes a hash of the schema, and an alias of the
/// plain name leads to it, so a changed schema results in another collection.
///
/// Collections created by cpadev carry a mark: an unindexed field that no document has and whose name includes the
/// collection's name. A copy of the schema under another name also copies the field, but does not count as marked.
struct SearchSchema: Hashable, Sendable {
    /// The alias, which services use.
    let name: String
    /// The name of the collection itself: the alias and the first eight hex digits of the schema's hash.
    let physicalName: String
    /// The schema with name and mark, as sent to the server.
    let definition: JSONValue

    /// The field with the slug of the document's firm.
    static let firmField = "firm"

    /// The filter for a firm's documents. The index ignores hyphens; see ``SearchStore/requireDistinct(_:)``.
    static func filter(firm: String) -> String { "\(firmField):=\(firm)" }

    init(_ collection: StoreSettings.Collection) throws(SeedingError) {
        guard case .object(let members) = JSONValue(parsing: collection.schema.utf8) else {
            throw SeedingError(.badSeed, "the schema of the collection '\(collection.name)' is not a JSON object")
        }
        try self.init(name: collection.name, members)
    }

    /// Creates the schema of a collection from a definition without a name.
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
        physicalName = "\(name)_\(hash.prefix(4).hexadecimal)"
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

    /// Returns whether a collection lacks only the mark.
    func isMarkAlone(_ difference: SchemaDifference) -> Bool {
        !difference.needsRecreation && difference.dropped.isEmpty && difference.made == [Self.mark(physicalName)]
    }

    /// Returns whether cpadev created a collection from another version of this schema.
    /// - Parameter live: the collection as the server reports it.
    func isSuperseded(_ live: JSONValue) -> Bool { isOwn(live) && live["name"]?.text != physicalName }

    /// Returns whether cpadev created a collection from any version of this schema.
    func isOwn(_ live: JSONValue) -> Bool {
        // The name of another alias may begin with this one's.
        guard let other = live["name"]?.text, other.hasPrefix("\(name)_"),
            !other.dropFirst(name.count + 1).contains("_")
        else { return false }
        return live["fields"]?.elements.contains { $0["name"]?.text == Self.markName(other) } == true
    }
}
