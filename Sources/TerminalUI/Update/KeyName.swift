extension KeyPress {
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
