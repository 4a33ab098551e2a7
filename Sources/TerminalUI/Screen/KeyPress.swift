/// A key with its modifiers.
package struct KeyPress: Hashable, Sendable {
    /// A key without its modifiers.
    package enum Key: Hashable, Sendable {
        /// A printable key; capital letters are reported as such.
        case character(Character)
        case enter
        case escape
        case tab
        case backspace
        case delete
        case insert
        case up
        case down
        case left
        case right
        case home
        case end
        case pageUp
        case pageDown
        /// F1 to F12.
        case function(Int)
    }

    /// Modifier keys.
    package struct Modifiers: OptionSet, Hashable, Sendable {
        package var rawValue: UInt8

        package init(rawValue: UInt8) {
            self.rawValue = rawValue
        }

        /// Shift; not set for characters, which are reported shifted.
        package static let shift = Modifiers(rawValue: 1)
        /// Alt or meta.
        package static let alt = Modifiers(rawValue: 2)
        package static let control = Modifiers(rawValue: 4)
    }

    package var key: Key
    package var modifiers: Modifiers

    package init(_ key: Key, _ modifiers: Modifiers = []) {
        self.key = key
        self.modifiers = modifiers
    }

    static func character(_ character: Character) -> KeyPress {
        KeyPress(.character(character))
    }

    static func control(_ character: Character) -> KeyPress {
        KeyPress(.character(character), .control)
    }
}
