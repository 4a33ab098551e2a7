extension Theme {
    /// A text that is searched for, in the line that one is at.
    var currentMatch: Style {
        showsColours ? Style(.indexed(0), on: .indexed(11), .bold) : Style(.standard, [.reverse, .bold])
    }

    /// A text that is searched for.
    var match: Style {
        showsColours ? Style(.indexed(0), on: .indexed(3)) : Style(.standard, .reverse)
    }
}

extension Glyphs {
    /// Stands at the edge of a line that was marked.
    var mark: String { box == Glyphs.unicode.box ? "◆" : "*" }
    /// Stands before what can be switched and is on, or is off.
    var checked: String { box == Glyphs.unicode.box ? "☑" : "[x]" }
    var unchecked: String { box == Glyphs.unicode.box ? "☐" : "[ ]" }
}
