extension KeyBinding {
    /// What can be done to the lines of the logs pane.
    static let lineKeys: [KeyBinding] = [
        KeyBinding([KeyPress(.enter)], .showLine, "the whole line, with its JSON", in: .logs)
            .footer("line", rank: 4),
        KeyBinding([.character("n")], .nextHit, "the next line that has it", in: .logs),
        KeyBinding([.character("N")], .previousHit, "the one before, further back", in: .logs),
        KeyBinding([.character("L")], .cycleLevel, "from info, warn or error on", in: .logs),
        KeyBinding([.character("c")], .chooseServices, "choose the services merged", in: .logs),
        KeyBinding([.character("t")], .jumpToTime, "the lines from a time on", in: .logs),
        KeyBinding([.character("m")], .markLine, "mark the line, or not", in: .logs),
        KeyBinding([.character("'")], .nextMark, "the next marked line", in: .logs),
        KeyBinding([.character("v")], .selectLines, "select from this line, or not", in: .logs),
        KeyBinding([KeyPress(.up, .shift)], .extendUp, "select upwards", in: .logs),
        KeyBinding([KeyPress(.down, .shift)], .extendDown, "select downwards", in: .logs),
        KeyBinding([.character("y")], .copyLines, "copy the selection, or the line", in: .logs)
            .footer("copy", rank: 5),
        KeyBinding([.character("Y")], .copyView, "copy every line that is here", in: .logs),
        KeyBinding([.character("o")], .openPager, "open them in $PAGER", in: .logs)
            .footer("pager", rank: 7),
        KeyBinding([.character("O")], .openEditor, "open them in $EDITOR", in: .logs),
    ]

    /// What leads to the logs from anywhere.
    static let searchKeys: [KeyBinding] = [
        KeyBinding([.character("/")], .searchLogs, "search the logs", in: .everywhere)
            .footer("search", rank: 4),
        KeyBinding([.character("f")], .filterLogs, "filter the logs", in: .everywhere)
            .footer("filter", rank: 4),
    ]

    static let promptKeys: [KeyBinding] = [
        KeyBinding([KeyPress(.enter)], .takePrompt, "take it", in: .prompt)
            .footer("take", rank: 1),
        KeyBinding([KeyPress(.escape), .control("c"), .control("g")], .cancelPrompt, "leave it as it was", in: .prompt)
            .footer("cancel", rank: 1),
        KeyBinding([.control("l")], .repaint, "paint the screen anew", in: .prompt),
        KeyBinding([.control("z")], .suspend, "back to the shell; fg returns", in: .prompt),
    ]

    static let lineDetailKeys: [KeyBinding] = [
        KeyBinding([KeyPress(.up), .character("k")], .scrollUp, "a row up", in: .line)
            .footer("scroll", rank: 3, with: KeyPress(.down)),
        KeyBinding([KeyPress(.down), .character("j")], .scrollDown, "a row down", in: .line),
        KeyBinding([KeyPress(.pageUp)], .scrollPageUp, "a page up", in: .line),
        KeyBinding([KeyPress(.pageDown), .character(" ")], .scrollPageDown, "a page down", in: .line),
        KeyBinding([KeyPress(.home), .character("g")], .scrollToFirst, "the beginning", in: .line),
        KeyBinding([KeyPress(.end), .character("G")], .scrollToLast, "the end", in: .line),
        KeyBinding([KeyPress(.left), .character("N")], .lineBefore, "the line before", in: .line)
            .footer("other line", rank: 3, with: KeyPress(.right)),
        KeyBinding([KeyPress(.right), .character("n")], .lineAfter, "the line after", in: .line),
        KeyBinding([.character("y")], .copyLines, "copy the line", in: .line)
            .footer("copy", rank: 2),
        KeyBinding(
            [KeyPress(.escape), KeyPress(.enter), .character("q"), .control("c")],
            .closeOverlay,
            "back to the logs",
            in: .line
        )
        .footer("close", rank: 1),
        KeyBinding([.control("l")], .repaint, "paint the screen anew", in: .line),
        KeyBinding([.control("z")], .suspend, "back to the shell; fg returns", in: .line),
    ]

    static let logServicesKeys: [KeyBinding] = [
        KeyBinding([KeyPress(.up), .character("k")], .selectPrevious, "the one above", in: .logServices)
            .footer("choose", rank: 3, with: KeyPress(.down)),
        KeyBinding([KeyPress(.down), .character("j")], .selectNext, "the one below", in: .logServices),
        KeyBinding([.character(" "), .character("x")], .toggleService, "with its lines, or without", in: .logServices)
            .footer("switch", rank: 2),
        KeyBinding([.character("o")], .onlyService, "its lines alone", in: .logServices)
            .footer("only", rank: 2),
        KeyBinding([.character("a")], .everyService, "the lines of all", in: .logServices)
            .footer("all", rank: 2),
        KeyBinding(
            [KeyPress(.escape), KeyPress(.enter), .character("q"), .character("c"), .control("c")],
            .closeOverlay,
            "back to the logs",
            in: .logServices
        )
        .footer("close", rank: 1),
        KeyBinding([.control("l")], .repaint, "paint the screen anew", in: .logServices),
        KeyBinding([.control("z")], .suspend, "back to the shell; fg returns", in: .logServices),
    ]
}
