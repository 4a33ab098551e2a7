extension KeyBinding {
    /// What else can be shown, how the screen is divided, and the way to everything.
    static let paneKeys: [KeyBinding] = [
        KeyBinding([.character(":")], .showPalette, "find a command by its words", in: .panes)
            .footer("commands", rank: 5),
        KeyBinding([.character("S")], .showStartup, "where the time of the start went", in: .panes),
        KeyBinding([.character("d")], .showGraph, "what depends on what", in: .panes),
        KeyBinding([.character("e")], .showEvents, "what has happened", in: .panes),
        KeyBinding([.character("]")], .nextTab, "the next view in place of the logs", in: .panes),
        KeyBinding([.character("[")], .previousTab, "the one before", in: .panes),
        KeyBinding([.character("i")], .showDetails, "details of the selected service", in: .panes),
        KeyBinding([.character("<")], .moveBorderLeft, "the left column narrower", in: .panes),
        KeyBinding([.character(">")], .moveBorderRight, "the left column wider", in: .panes),
        KeyBinding([.character("+")], .makeHigher, "this pane higher", in: .panes),
        KeyBinding([.character("-")], .makeLower, "this pane lower", in: .panes),
        KeyBinding([.character("=")], .standardSizes, "all panes at their usual sizes", in: .panes),
    ]

    static let paletteKeys: [KeyBinding] = [
        KeyBinding([KeyPress(.up), .control("p"), KeyPress(.tab, .shift)], .paletteUp, "the one above", in: .palette)
            .footer("choose", rank: 3, with: KeyPress(.down)),
        KeyBinding([KeyPress(.down), .control("n"), KeyPress(.tab)], .paletteDown, "the one below", in: .palette),
        KeyBinding([KeyPress(.pageUp)], .palettePageUp, "a page up", in: .palette),
        KeyBinding([KeyPress(.pageDown)], .palettePageDown, "a page down", in: .palette),
        KeyBinding([KeyPress(.enter)], .paletteRun, "do it", in: .palette)
            .footer("do it", rank: 1),
        KeyBinding([KeyPress(.backspace)], .paletteErase, "take a letter back", in: .palette),
        KeyBinding([.control("u")], .paletteClear, "begin anew", in: .palette),
        KeyBinding([KeyPress(.escape), .control("c")], .closeOverlay, "go back", in: .palette)
            .footer("cancel", rank: 1),
        KeyBinding([.control("l")], .repaint, "paint the screen anew", in: .palette),
        KeyBinding([.control("z")], .suspend, "back to the shell; fg returns", in: .palette),
    ]
}
