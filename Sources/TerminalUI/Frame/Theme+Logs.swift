extension Theme {
    /// A search match in the current line.
    var currentMatch: Style {
        showsColours ? Style(.indexed(0), on: .indexed(11), .bold) : Style(.standard, [.reverse, .bold])
    }

    /// A search match.
    var match: Style {
        showsColours ? Style(.indexed(0), on: .indexed(3)) : Style(.standard, .reverse)
    }
}

extension Glyphs {
    /// Marks a bookmarked line at the edge.
    var mark: String { box == Glyphs.unicode.box ? "◆" : "*" }
    /// A checkbox that is on, and one that is off.
    var checked: String { box == Glyphs.unicode.box ? "☑" : "[x]" }
    var unchecked: String { box == Glyphs.unicode.box ? "☐" : "[ ]" }
}
