/// A key with what was held down beside it.
package struct KeyPress: Hashable, Sendable {
    /// A key.
    package enum Key: Hashable, Sendable {
        /// A key that writes; capital letters come as such.
        case character(Character)
        /// Return or enter.
        case enter
        /// Escape.
        case escape
        /// Tab; with shift it is the way back.
        case tab
        /// Backspace.
        case backspace
        /// Delete.
        case delete
        /// Insert.
        case insert
        /// Arrow up.
        case up
        /// Arrow down.
        case down
        /// Arrow left.
        case left
        /// Arrow right.
        case right
        /// Home.
        case home
        /// End.
        case end
        /// Page up.
        case pageUp
        /// Page down.
        case pageDown
        /// F1 to F12.
        case function(Int)
    }

    /// Keys that are held down.
    package struct Modifiers: OptionSet, Hashable, Sendable {
        /// The bits.
        package var rawValue: UInt8

        /// From bits.
        package init(rawValue: UInt8) {
            self.rawValue = rawValue
        }

        /// Shift; not set for characters, which it changes.
        package static let shift = Modifiers(rawValue: 1)
        /// Alt or meta.
        package static let alt = Modifiers(rawValue: 2)
        /// Control.
        package static let control = Modifiers(rawValue: 4)
    }

    /// The key.
    package var key: Key
    /// What was held down.
    package var modifiers: Modifiers

    /// A key press.
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
