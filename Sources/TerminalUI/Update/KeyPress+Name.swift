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
        if let key = names.first(where: { $0.0 == name })?.1 { return key }
        guard name.hasPrefix("f"), let number = Int(name.dropFirst()), (1...12).contains(number) else { return nil }
        return .function(number)
    }

    /// The names of keys, the one to show first.
    private static let names: [(String, Key)] = [
        ("space", .character(" ")), ("enter", .enter), ("return", .enter), ("esc", .escape), ("escape", .escape),
        ("tab", .tab), ("backspace", .backspace), ("del", .delete), ("delete", .delete), ("ins", .insert),
        ("insert", .insert), ("up", .up), ("down", .down), ("left", .left), ("right", .right), ("home", .home),
        ("end", .end), ("pgup", .pageUp), ("pageup", .pageUp), ("pgdn", .pageDown), ("pagedown", .pageDown),
    ]

    /// Returns the name shown in the footer and help screen.
    func name(_ glyphs: Glyphs) -> String {
        let base =
            switch key {
            case .character(let character) where character != " ": String(character)
            case .enter: glyphs.enter
            case .up: glyphs.up
            case .down: glyphs.down
            case .left: glyphs.left
            case .right: glyphs.right
            case .function(let number): "F\(number)"
            case .character, .escape, .tab, .backspace, .delete, .insert, .home, .end, .pageUp, .pageDown:
                Self.names.first { $0.1 == key }?.0 ?? ""
            }
        var name = base
        if modifiers.contains(.shift) { name = "shift-" + name }
        if modifiers.contains(.alt) { name = "alt-" + name }
        if modifiers.contains(.control) { name = "ctrl-" + name }
        return name
    }
}
