package import Diagnostics
package import OrderedCollections

/// Keys and values in file order.
package struct Mapping: Hashable, Sendable {
    package struct Entry: Hashable, Sendable {
        package var keyLocation: SourceLocation
        package var keyLength: Int
        package var value: Node

        package init(keyLocation: SourceLocation, keyLength: Int, value: Node) {
            self.keyLocation = keyLocation
            self.keyLength = keyLength
            self.value = value
        }
    }

    package var entries: OrderedDictionary<String, Entry> = [:]

    package subscript(key: String) -> Entry? {
        get { entries[key] }
        set { entries[key] = newValue }
    }

    /// Sets a value and gives its key the same location. For keys that a short form implies.
    package mutating func set(_ key: String, _ value: Node) {
        entries[key] = Entry(keyLocation: value.location, keyLength: value.length, value: value)
    }

    package init() {}

    package init(_ pairs: [(String, Node)]) {
        for (key, value) in pairs { set(key, value) }
    }
}
