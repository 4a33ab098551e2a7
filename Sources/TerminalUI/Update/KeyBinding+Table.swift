extension KeyBinding {
    /// Every binding there is. Those of a context stand in the order of footer and help screen.
    static let all: [KeyBinding] = servicesKeys + logsKeys + commonKeys + helpKeys + quitKeys

    private static let servicesKeys: [KeyBinding] = [
        KeyBinding([KeyPress(.up), .character("k")], .selectPrevious, "the service above", in: .services)
            .footer("select", rank: 3, with: KeyPress(.down)),
        KeyBinding([KeyPress(.down), .character("j")], .selectNext, "the service below", in: .services),
        KeyBinding([KeyPress(.pageUp)], .selectPageUp, "a page up", in: .services),
        KeyBinding([KeyPress(.pageDown)], .selectPageDown, "a page down", in: .services),
        KeyBinding([KeyPress(.home), .character("g")], .selectFirst, "the first service", in: .services),
        KeyBinding([KeyPress(.end), .character("G")], .selectLast, "the last service", in: .services),
    ]

    private static let logsKeys: [KeyBinding] = [
        KeyBinding([KeyPress(.up), .character("k")], .scrollUp, "a line up", in: .logs)
            .footer("scroll", rank: 3, with: KeyPress(.down)),
        KeyBinding([KeyPress(.down), .character("j")], .scrollDown, "a line down", in: .logs),
        KeyBinding([KeyPress(.pageUp)], .scrollPageUp, "a page up", in: .logs),
        KeyBinding([KeyPress(.pageDown), .character(" ")], .scrollPageDown, "a page down", in: .logs),
        KeyBinding([KeyPress(.home), .character("g")], .scrollToFirst, "the oldest line", in: .logs),
        KeyBinding([KeyPress(.end), .character("G")], .scrollToLast, "the newest line, and follow", in: .logs),
        KeyBinding([KeyPress(.left), .character("h")], .scrollLeft, "to the left", in: .logs),
        KeyBinding([KeyPress(.right), .character("l")], .scrollRight, "to the right", in: .logs),
        KeyBinding([.character("w")], .toggleWrap, "wrap long lines, or cut them", in: .logs)
            .footer("wrap", rank: 6),
    ]

    private static let commonKeys: [KeyBinding] = [
        KeyBinding([KeyPress(.enter)], .showServiceLogs, "logs of the selected service", in: .everywhere)
            .footer("logs", rank: 2),
        KeyBinding([.character("a")], .showAllLogs, "logs of all services", in: .everywhere)
            .footer("all logs", rank: 5),
        KeyBinding([.character("f")], .toggleFollow, "follow the newest lines, or pause", in: .everywhere)
            .footer("follow", rank: 6),
        KeyBinding([.character("s")], .startService, "start the service", in: .everywhere)
            .footer("start", rank: 4),
        KeyBinding([.character("x")], .stopService, "stop the service", in: .everywhere)
            .footer("stop", rank: 4),
        KeyBinding([.character("r")], .restartService, "restart the service", in: .everywhere)
            .footer("restart", rank: 4),
        KeyBinding([KeyPress(.tab), KeyPress(.tab, .shift)], .switchPane, "services or logs", in: .everywhere)
            .footer("pane", rank: 7),
        KeyBinding([.character("z")], .toggleZoom, "this pane on the whole screen", in: .everywhere)
            .footer("zoom", rank: 7),
        KeyBinding([KeyPress(.escape)], .leaveZoom, "leave the whole screen", in: .everywhere),
        KeyBinding([.character("p")], .problemsFirst, "services with problems first", in: .everywhere),
        KeyBinding([.character("?"), KeyPress(.function(1))], .help, "this help", in: .everywhere)
            .footer("help", rank: 1),
        KeyBinding([.character("q"), .control("c")], .quit, "leave: detach or stop", in: .everywhere)
            .footer("quit", rank: 0),
        KeyBinding([.control("l")], .repaint, "paint the screen anew", in: .everywhere),
        KeyBinding([.control("z")], .suspend, "back to the shell; fg returns", in: .everywhere),
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
        KeyBinding([.control("c")], .quit, "leave: detach or stop", in: .help),
        KeyBinding([.control("l")], .repaint, "paint the screen anew", in: .help),
        KeyBinding([.control("z")], .suspend, "back to the shell; fg returns", in: .help),
    ]

    private static let quitKeys: [KeyBinding] = [
        KeyBinding(
            [KeyPress(.up), .character("k"), KeyPress(.tab, .shift)],
            .previousChoice,
            "the answer above",
            in: .quit
        )
        .footer("choose", rank: 3, with: KeyPress(.down)),
        KeyBinding([KeyPress(.down), .character("j"), KeyPress(.tab)], .nextChoice, "the answer below", in: .quit),
        KeyBinding([KeyPress(.enter)], .confirmChoice, "take the marked answer", in: .quit)
            .footer("confirm", rank: 2),
        // A second Ctrl-C leaves too, and harms nothing.
        KeyBinding([.character("d"), .control("c")], .chooseDetach, "the stack goes on", in: .quit)
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
        KeyBinding([.control("l")], .repaint, "paint the screen anew", in: .quit),
        KeyBinding([.control("z")], .suspend, "back to the shell; fg returns", in: .quit),
    ]
}
