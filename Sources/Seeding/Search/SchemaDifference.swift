import Foundations

/// The difference between a collection's schema and the wanted one. Fields can be changed in place; any other
/// difference requires recreating the collection.
struct SchemaDifference: Hashable, Sendable {
    /// The fields to drop, including those to recreate with other properties.
    let dropped: [String]
    /// The fields to create, after dropping.
    let made: [JSONValue]
    /// Whether more than fields differs, so the collection must be recreated.
    let needsRecreation: Bool

    var isEmpty: Bool { dropped.isEmpty && made.isEmpty && !needsRecreation }

    /// The defaults that the server adds to a collection's definition.
    private static let defaults: [String: JSONValue] = [
        "default_sorting_field": .text(""), "enable_nested_fields": .bool(false), "symbols_to_index": .list([]),
        "token_separators": .list([]),
    ]

    private static let fieldDefaults: [String: JSONValue] = [
        "facet": .bool(false), "index": .bool(true), "infix": .bool(false), "locale": .text(""),
        "optional": .bool(false),
    ]

    /// - Parameters:
    ///   - live: the collection as the server reports it.
    ///   - wanted: a definition, complete or not. Properties that it omits and that have no known default are ignored.
    init(live: JSONValue, wanted: JSONValue) {
        var rest = Self.fields(of: live)
        var made: [JSONValue] = []
        var dropped: [String] = []
        let wantedFields = wanted["fields"]?.elements ?? []
        for field in wantedFields {
            guard let name = field["name"]?.text else { continue }
            let current = rest.removeValue(forKey: name)
            if let current, Self.agrees(current, with: field, Self.fieldDefaults.merging(Self.sorting(field)) { $1 }) {
                continue
            }
            if current != nil { dropped.append(name) }
            made.append(field)
        }
        // Fields that the server derives from documents belong to the field that asks for it.
        if !wantedFields.contains(where: Self.isDynamic) { dropped += rest.keys.sorted() }
        self.made = made
        self.dropped = dropped
        needsRecreation = !Self.agrees(live, with: wanted, Self.defaults)
    }

    /// The body of the request that changes the fields.
    var patch: JSONValue {
        let drops = dropped.map { JSONValue.object(["name": .text($0), "drop": .bool(true)]) }
        return .object(["fields": .list(drops + made)])
    }

    private static func fields(of collection: JSONValue) -> [String: JSONValue] {
        let fields = (collection["fields"]?.elements ?? []).compactMap { field in
            field["name"]?.text.map { ($0, field) }
        }
        return Dictionary(fields) { $1 }
    }

    private static func agrees(_ live: JSONValue, with wanted: JSONValue, _ defaults: [String: JSONValue]) -> Bool {
        guard case .object(let members) = wanted else { return false }
        return defaults.merging(members) { $1 }.allSatisfy { name, value in
            // Fields are compared one by one. A property that this server version does not report cannot be compared.
            name == "fields" || live[name] == nil || live[name] == value
        }
    }

    /// The default of `sort`, which depends on the type. Source: Typesense 0.24.1, "Create a collection", `sort`.
    private static func sorting(_ field: JSONValue) -> [String: JSONValue] {
        let types: Set = ["int32", "int64", "float", "bool", "geopoint"]
        let isIndexed = field["index"] != .bool(false)
        return ["sort": .bool(isIndexed && types.contains(field["type"]?.text ?? ""))]
    }

    private static func isDynamic(_ field: JSONValue) -> Bool {
        let (name, type) = (field["name"]?.text ?? "", field["type"]?.text ?? "")
        return name.contains("*") || type.contains("*") || type.hasPrefix("auto") || type.hasPrefix("object")
    }
}
