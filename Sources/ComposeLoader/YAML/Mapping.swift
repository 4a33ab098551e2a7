import Diagnostics
import OrderedCollections

/// Keys and values in the order of the file.
struct Mapping: Hashable, Sendable {
    struct Entry: Hashable, Sendable {
        var keyLocation: SourceLocation
        var keyLength: Int
        var value: Node
    }

    var entries: OrderedDictionary<String, Entry> = [:]

    subscript(key: String) -> Entry? {
        get { entries[key] }
        set { entries[key] = newValue }
    }

    /// Sets a value whose key stands where the value does: for what a short form spells out.
    mutating func set(_ key: String, _ value: Node) {
        entries[key] = Entry(keyLocation: value.location, keyLength: value.length, value: value)
    }

    init() {}

    init(_ pairs: [(String, Node)]) {
        for (key, value) in pairs { set(key, value) }
    }
}
