/// Key names in the configuration file and `cpadev keys`.
extension KeyPress {
    /// Creates the key with a name such as `ctrl-x`, `f5`, `space`, `shift-tab` or `G`; nil if there is none. Case
    /// matters only for single characters.
    package init?(name: String) {
        var rest = Substring(name)
        var modifiers: Modifiers = []
        let prefixes: [(String, Modifiers)] = [("ctrl-", .control), ("alt-", .alt), ("shift-", .shift)]
        func isNext(_ prefix: String) -> Bool { rest.count > prefix.count && rest.lowercased().hasPrefix(prefix) }
        while let (prefix, modifier) = prefixes.first(where: { isNext($0.0) }) {
            modifiers.insert(modifier)
            rest = rest.dropFirst(prefix.count)
        }
        if let key = Self.special(rest.lowercased()) {
            self.init(key, modifiers)
            return
        }
        guard rest.count == 1, var character = rest.first, TextMetrics.width(of: String(rest)) > 0 else { return nil }
        if modifiers.contains(.control) {
            // A terminal sends 1 to 26 for these, and no distinct byte for others.
            guard let lower = character.lowercased().first, lower.isASCII, lower.isLetter else { return nil }
            // These are the same bytes as tab, enter (twice) and backspace.
            guard !["i", "j", "m", "h"].contains(lower), !modifiers.contains(.shift) else { return nil }
            character = lower
        } else if modifiers.contains(.shift) {
            guard character.isLetter, let upper = character.uppercased().first else { return nil }
            character = upper
            modifiers.remove(.shift)
        }
        self.init(.character(character), modifiers)
    }

    /// The name that ``init(name:)`` accepts.
    package var name: String { name(.ascii) }

    private static func special(_ name: String) -> Key? {
        switch name {
        case "space": .character(" ")
        case "enter", "return": .enter
        case "esc", "escape": .escape
        case "tab": .tab
        case "backspace": .backspace
        case "del", "delete": .delete
        case "ins", "insert": .insert
        case "up": .up
        case "down": .down
        case "left": .left
        case "right": .right
        case "home": .home
        case "end": .end
        case "pgup", "pageup": .pageUp
        case "pgdn", "pagedown": .pageDown
        default:
            name.hasPrefix("f") ? Int(name.dropFirst()).flatMap { (1...12).contains($0) ? .function($0) : nil } : nil
        }
    }

    /// Returns the name shown in the footer and help screen.
    func name(_ glyphs: Glyphs) -> String {
        let base =
            switch key {
            case .character(" "): "space"
            case .character(let character): String(character)
            case .enter: glyphs.enter
            case .escape: "esc"
            case .tab: "tab"
            case .backspace: "backspace"
            case .delete: "del"
            case .insert: "ins"
            case .up: glyphs.up
            case .down: glyphs.down
            case .left: glyphs.left
            case .right: glyphs.right
            case .home: "home"
            case .end: "end"
            case .pageUp: "pgup"
            case .pageDown: "pgdn"
            case .function(let number): "F\(number)"
            }
        var name = base
        if modifiers.contains(.shift) { name = "shift-" + name }
        if modifiers.contains(.alt) { name = "alt-" + name }
        if modifiers.contains(.control) { name = "ctrl-" + name }
        return name
    }
}
