extension KeyBinding {
    /// Actions on the lines of the logs pane.
    static let lineKeys: [KeyBinding] = [
        KeyBinding([KeyPress(.enter)], .showLine, "whole line, JSON indented", in: .logs)
            .footer("line", rank: 4),
        KeyBinding([.character("n")], .nextHit, "next match", in: .lines),
        KeyBinding([.character("N")], .previousHit, "previous match", in: .lines),
        KeyBinding([.character("L")], .cycleLevel, "minimum level: info to error", in: .lines),
        KeyBinding([.character("c")], .chooseServices, "choose which services", in: .lines),
        KeyBinding([.character("t")], .jumpToTime, "go to a time", in: .lines),
        KeyBinding([.character("m")], .markLine, "mark or unmark the line", in: .lines),
        KeyBinding([.character("'")], .nextMark, "next marked line", in: .lines),
        KeyBinding([.character("v")], .selectLines, "start or end a selection", in: .lines),
        KeyBinding([KeyPress(.up, .shift)], .extendUp, "select upwards", in: .lines),
        KeyBinding([KeyPress(.down, .shift)], .extendDown, "select downwards", in: .lines),
        KeyBinding([.character("y")], .copyLines, "copy the selection or line", in: .lines)
            .footer("copy", rank: 5),
        KeyBinding([.character("Y")], .copyView, "copy all loaded lines", in: .lines),
        KeyBinding([.character("o")], .openPager, "open in $PAGER", in: .lines)
            .footer("pager", rank: 7),
        KeyBinding([.character("O")], .openEditor, "open in $EDITOR", in: .lines),
        KeyBinding([.character("w")], .toggleWrap, "wrap or cut long lines", in: .lines)
            .footer("wrap", rank: 6),
        KeyBinding([KeyPress(.left), .character("h")], .scrollLeft, "scroll left", in: .lines),
        KeyBinding([KeyPress(.right), .character("l")], .scrollRight, "scroll right", in: .lines),
    ]

    /// Actions that open the logs from any pane.
    static let searchKeys: [KeyBinding] = [
        KeyBinding([.character("/")], .searchLogs, "search the logs", in: .everywhere)
            .footer("search", rank: 4),
        KeyBinding([.character("f")], .filterLogs, "filter the logs", in: .everywhere)
            .footer("filter", rank: 4),
    ]

    static let promptKeys: [KeyBinding] = [
        KeyBinding([KeyPress(.enter)], .takePrompt, "accept", in: .prompt)
            .footer("accept", rank: 1),
        KeyBinding([KeyPress(.escape), .control("c"), .control("g")], .cancelPrompt, "cancel", in: .prompt)
            .footer("cancel", rank: 1),
        KeyBinding([.control("l")], .repaint, "redraw the screen", in: .prompt),
        KeyBinding([.control("z")], .suspend, "suspend; fg resumes", in: .prompt),
    ]

    static let lineDetailKeys: [KeyBinding] = [
        KeyBinding([KeyPress(.up), .character("k")], .scrollUp, "a row up", in: .line)
            .footer("scroll", rank: 3, with: KeyPress(.down)),
        KeyBinding([KeyPress(.down), .character("j")], .scrollDown, "a row down", in: .line),
        KeyBinding([KeyPress(.pageUp)], .scrollPageUp, "a page up", in: .line),
        KeyBinding([KeyPress(.pageDown), .character(" ")], .scrollPageDown, "a page down", in: .line),
        KeyBinding([KeyPress(.home), .character("g")], .scrollToFirst, "the beginning", in: .line),
        KeyBinding([KeyPress(.end), .character("G")], .scrollToLast, "the end", in: .line),
        KeyBinding([KeyPress(.left), .character("N")], .lineBefore, "previous line", in: .line)
            .footer("other line", rank: 3, with: KeyPress(.right)),
        KeyBinding([KeyPress(.right), .character("n")], .lineAfter, "next line", in: .line),
        KeyBinding([.character("y")], .copyLines, "copy the line", in: .line)
            .footer("copy", rank: 2),
        KeyBinding(
            [KeyPress(.escape), KeyPress(.enter), .character("q"), .control("c")],
            .closeOverlay,
            "back to the logs",
            in: .line
        )
        .footer("close", rank: 1),
        KeyBinding([.control("l")], .repaint, "redraw the screen", in: .line),
        KeyBinding([.control("z")], .suspend, "suspend; fg resumes", in: .line),
    ]

    static let logServicesKeys: [KeyBinding] = [
        KeyBinding([KeyPress(.up), .character("k")], .selectPrevious, "the one above", in: .logServices)
            .footer("choose", rank: 3, with: KeyPress(.down)),
        KeyBinding([KeyPress(.down), .character("j")], .selectNext, "the one below", in: .logServices),
        KeyBinding([.character(" "), .character("x")], .toggleService, "show or hide its lines", in: .logServices)
            .footer("toggle", rank: 2),
        KeyBinding([.character("o")], .onlyService, "only its lines", in: .logServices)
            .footer("only", rank: 2),
        KeyBinding([.character("a")], .everyService, "lines of all services", in: .logServices)
            .footer("all", rank: 2),
        KeyBinding(
            [KeyPress(.escape), KeyPress(.enter), .character("q"), .character("c"), .control("c")],
            .closeOverlay,
            "back to the logs",
            in: .logServices
        )
        .footer("close", rank: 1),
        KeyBinding([.control("l")], .repaint, "redraw the screen", in: .logServices),
        KeyBinding([.control("z")], .suspend, "suspend; fg resumes", in: .logServices),
    ]
}
