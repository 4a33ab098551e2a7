extension KeyBinding {
    /// Views, pane sizes and the command palette.
    static let paneKeys: [KeyBinding] = [
        KeyBinding([.character(":")], .showPalette, "find a command by a few letters", in: .panes)
            .footer("commands", rank: 5),
        KeyBinding([.character("S")], .showStartup, "startup: where the time went", in: .panes),
        KeyBinding([.character("d")], .showGraph, "dependency graph", in: .panes),
        KeyBinding([.character("e")], .showEvents, "events", in: .panes),
        KeyBinding([.character("]")], .nextTab, "next view in place of the logs", in: .panes),
        KeyBinding([.character("[")], .previousTab, "previous view", in: .panes),
        KeyBinding([.character("i")], .showDetails, "details of the selected service", in: .panes),
        KeyBinding([.character("<")], .moveBorderLeft, "make the left column narrower", in: .panes),
        KeyBinding([.character(">")], .moveBorderRight, "make the left column wider", in: .panes),
        KeyBinding([.character("+")], .makeHigher, "make this pane taller", in: .panes),
        KeyBinding([.character("-")], .makeLower, "make this pane shorter", in: .panes),
        KeyBinding([.character("=")], .standardSizes, "reset all pane sizes", in: .panes),
    ]

    static let paletteKeys: [KeyBinding] = [
        KeyBinding([KeyPress(.up), .control("p"), KeyPress(.tab, .shift)], .paletteUp, "the one above", in: .palette)
            .footer("choose", rank: 3, with: KeyPress(.down)),
        KeyBinding([KeyPress(.down), .control("n"), KeyPress(.tab)], .paletteDown, "the one below", in: .palette),
        KeyBinding([KeyPress(.pageUp)], .palettePageUp, "a page up", in: .palette),
        KeyBinding([KeyPress(.pageDown)], .palettePageDown, "a page down", in: .palette),
        KeyBinding([KeyPress(.enter)], .paletteRun, "run it", in: .palette)
            .footer("run", rank: 1),
        KeyBinding([KeyPress(.backspace)], .paletteErase, "delete a character", in: .palette),
        KeyBinding([.control("u")], .paletteClear, "clear", in: .palette),
        KeyBinding([KeyPress(.escape), .control("c")], .closeOverlay, "go back", in: .palette)
            .footer("cancel", rank: 1),
        KeyBinding([.control("l")], .repaint, "redraw the screen", in: .palette),
        KeyBinding([.control("z")], .suspend, "suspend; fg resumes", in: .palette),
    ]
}
