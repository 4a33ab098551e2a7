extension KeyBinding {
    /// All default bindings. Within a context they are in the order of the footer and help screen.
    static let all: [KeyBinding] =
        listKeys + firmKeys + textKeys + lineKeys + searchKeys + commonKeys + paneKeys + helpKeys + quitKeys
        + stopKeys + resetKeys + promptKeys + lineDetailKeys + logServicesKeys + paletteKeys

    private static let listKeys: [KeyBinding] = [
        KeyBinding([KeyPress(.up), .character("k")], .selectPrevious, "the one above", in: .lists)
            .footer("select", rank: 3, with: KeyPress(.down)),
        KeyBinding([KeyPress(.down), .character("j")], .selectNext, "the one below", in: .lists),
        KeyBinding([KeyPress(.pageUp)], .selectPageUp, "a page up", in: .lists),
        KeyBinding([KeyPress(.pageDown)], .selectPageDown, "a page down", in: .lists),
        KeyBinding([KeyPress(.home), .character("g")], .selectFirst, "the first", in: .lists),
        KeyBinding([KeyPress(.end), .character("G")], .selectLast, "the last", in: .lists),
    ]

    private static let firmKeys: [KeyBinding] = [
        KeyBinding([KeyPress(.enter)], .showFirm, "the firm's data, by store", in: .firms)
            .footer("details", rank: 3),
        KeyBinding([.character("R")], .resetFirm, "reset the data of the firm", in: .firms)
            .footer("reset firm", rank: 2),
    ]

    private static let textKeys: [KeyBinding] = [
        KeyBinding([KeyPress(.up), .character("k")], .scrollUp, "a line up", in: .texts)
            .footer("scroll", rank: 3, with: KeyPress(.down)),
        KeyBinding([KeyPress(.down), .character("j")], .scrollDown, "a line down", in: .texts),
        KeyBinding([KeyPress(.pageUp)], .scrollPageUp, "a page up", in: .texts),
        KeyBinding([KeyPress(.pageDown), .character(" ")], .scrollPageDown, "a page down", in: .texts),
        KeyBinding([KeyPress(.home), .character("g")], .scrollToFirst, "first line", in: .texts),
        KeyBinding([KeyPress(.end), .character("G")], .scrollToLast, "last line; follow the logs", in: .texts),
    ]

    private static let commonKeys: [KeyBinding] = [
        KeyBinding([KeyPress(.enter)], .showServiceLogs, "logs of the selected service", in: .everywhere)
            .footer("logs", rank: 2),
        KeyBinding([.character("a")], .showAllLogs, "logs of all services", in: .everywhere)
            .footer("all logs", rank: 5),
        KeyBinding([.character("F")], .toggleFollow, "follow or pause the logs", in: .everywhere)
            .footer("follow", rank: 6),
        KeyBinding([.character("s")], .startService, "start the service", in: .everywhere)
            .footer("start", rank: 4),
        KeyBinding([.character("x")], .stopService, "stop the service", in: .everywhere)
            .footer("stop", rank: 4),
        KeyBinding([.character("r")], .restartService, "restart the service", in: .everywhere)
            .footer("restart", rank: 4),
        KeyBinding(
            [.character("D")],
            .switchService,
            "move to a container, or back",
            in: .everywhere
        ),
        KeyBinding([.character("U")], .undoData, "undo the last reset, load or restore", in: .everywhere),
        KeyBinding([.character("R")], .resetAll, "reset the data of all demo firms", in: .everywhere)
            .footer("reset data", rank: 3),
        KeyBinding([KeyPress(.tab)], .nextPane, "next pane", in: .everywhere)
            .footer("pane", rank: 7),
        KeyBinding([KeyPress(.tab, .shift)], .previousPane, "previous pane", in: .everywhere),
        KeyBinding([.character("z")], .toggleZoom, "zoom this pane", in: .everywhere)
            .footer("zoom", rank: 7),
        KeyBinding([KeyPress(.escape)], .leaveZoom, "back from full screen or details", in: .everywhere),
        KeyBinding([.character("p")], .problemsFirst, "services with problems first", in: .everywhere),
        KeyBinding([.character("?"), KeyPress(.function(1))], .help, "this help", in: .everywhere)
            .footer("help", rank: 1),
        KeyBinding([.character("q"), .control("c")], .quit, "quit: detach or stop", in: .everywhere)
            .footer("quit", rank: 0),
        KeyBinding([.control("l")], .repaint, "redraw the screen", in: .everywhere),
        KeyBinding([.control("z")], .suspend, "suspend; fg resumes", in: .everywhere),
    ]

    private static let helpKeys: [KeyBinding] = [
        KeyBinding([KeyPress(.up), .character("k")], .helpUp, "a line up", in: .help)
            .footer("scroll", rank: 3, with: KeyPress(.down)),
        KeyBinding([KeyPress(.down), .character("j")], .helpDown, "a line down", in: .help),
        KeyBinding([KeyPress(.pageUp)], .helpPageUp, "a page up", in: .help),
        KeyBinding([KeyPress(.pageDown), .character(" ")], .helpPageDown, "a page down", in: .help),
        KeyBinding([KeyPress(.home), .character("g")], .helpFirst, "the beginning", in: .help),
        KeyBinding([KeyPress(.end), .character("G")], .helpLast, "the end", in: .help),
        KeyBinding(
            [KeyPress(.escape), .character("?"), .character("q"), KeyPress(.enter), KeyPress(.function(1))],
            .closeOverlay,
            "close the help",
            in: .help
        )
        .footer("close", rank: 1),
        KeyBinding([.control("c")], .quit, "quit: detach or stop", in: .help),
        KeyBinding([.control("l")], .repaint, "redraw the screen", in: .help),
        KeyBinding([.control("z")], .suspend, "suspend; fg resumes", in: .help),
    ]

    private static let quitKeys: [KeyBinding] = [
        KeyBinding(
            [KeyPress(.up), .character("k"), KeyPress(.tab, .shift)],
            .previousChoice,
            "previous answer",
            in: .quit
        )
        .footer("choose", rank: 3, with: KeyPress(.down)),
        KeyBinding([KeyPress(.down), .character("j"), KeyPress(.tab)], .nextChoice, "next answer", in: .quit),
        KeyBinding([KeyPress(.enter)], .confirmChoice, "confirm the selected answer", in: .quit)
            .footer("confirm", rank: 2),
        // A second Ctrl-C leaves too, without harm.
        KeyBinding([.character("d"), .control("c")], .chooseDetach, "leave the stack running", in: .quit)
            .footer("detach", rank: 1),
        KeyBinding([.character("s")], .chooseStop, "stop every service", in: .quit)
            .footer("stop", rank: 1),
        KeyBinding(
            [KeyPress(.escape), .character("c"), .character("q"), .character("n")],
            .closeOverlay,
            "go back",
            in: .quit
        )
        .footer("cancel", rank: 1),
        KeyBinding([.control("l")], .repaint, "redraw the screen", in: .quit),
        KeyBinding([.control("z")], .suspend, "suspend; fg resumes", in: .quit),
    ]

    private static let stopKeys: [KeyBinding] = [
        KeyBinding([.character("y"), KeyPress(.enter)], .confirmStop, "stop the service", in: .stop)
            .footer("stop", rank: 1),
        KeyBinding(
            [.character("n"), KeyPress(.escape), .character("q"), .character("c"), .control("c")],
            .closeOverlay,
            "leave it running",
            in: .stop
        )
        .footer("cancel", rank: 1),
        KeyBinding([.control("l")], .repaint, "redraw the screen", in: .stop),
        KeyBinding([.control("z")], .suspend, "suspend; fg resumes", in: .stop),
    ]

    private static let resetKeys: [KeyBinding] = [
        KeyBinding([.character("y"), KeyPress(.enter)], .confirmReset, "confirm", in: .reset)
            .footer("confirm", rank: 1),
        KeyBinding(
            [.character("n"), KeyPress(.escape), .character("q"), .character("c"), .control("c")],
            .closeOverlay,
            "leave the data as it is",
            in: .reset
        )
        .footer("cancel", rank: 1),
        KeyBinding([.control("l")], .repaint, "redraw the screen", in: .reset),
        KeyBinding([.control("z")], .suspend, "suspend; fg resumes", in: .reset),
    ]
}
