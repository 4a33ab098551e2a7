extension LogsPane {
    static let keys: [KeyBinding] = [
        .init("enter", .logLine(.showLine), "whole line, JSON indented", in: .logs, footer: "line", 4),
        .init("n", .logs(.nextHit), "next match", in: .lines),
        .init("N", .logs(.previousHit), "previous match", in: .lines),
        .init("L", .logs(.cycleLevel), "minimum level: info to error", in: .lines),
        .init("c", .logServices(.chooseServices), "choose which services", in: .lines),
        .init("t", .prompt(.jumpToTime), "go to a time", in: .lines),
        .init("m", .logs(.markLine), "mark or unmark the line", in: .lines),
        .init("'", .logs(.nextMark), "next marked line", in: .lines),
        .init("v", .logs(.selectLines), "start or end a selection", in: .lines),
        .init("shift-up", .logs(.extendUp), "select upwards", in: .lines),
        .init("shift-down", .logs(.extendDown), "select downwards", in: .lines),
        .init("y", .logs(.copyLines), "copy the selection or line", in: .lines, footer: "copy", 5),
        .init("Y", .logs(.copyView), "copy all loaded lines", in: .lines),
        .init("o", .logs(.openPager), "open in $PAGER", in: .lines, footer: "pager", 7),
        .init("O", .logs(.openEditor), "open in $EDITOR", in: .lines),
        .init("w", .logs(.toggleWrap), "wrap or cut long lines", in: .lines, footer: "wrap", 6),
        .init("left h", .logs(.scrollLeft), "scroll left", in: .lines),
        .init("right l", .logs(.scrollRight), "scroll right", in: .lines),
        // These open the logs from any pane.
        .init("/", .prompt(.searchLogs), "search the logs", in: .everywhere, footer: "search", 4),
        .init("f", .prompt(.filterLogs), "filter the logs", in: .everywhere, footer: "filter", 4),
        .init("enter", .logs(.showServiceLogs), "logs of the selected service", in: .everywhere, footer: "logs", 2),
        .init("a", .logs(.showAllLogs), "logs of all services", in: .everywhere, footer: "all logs", 5),
        .init("F", .logs(.toggleFollow), "follow or pause the logs", in: .everywhere, footer: "follow", 6),
    ]
}

extension LogPrompt {
    static let keys = KeyBinding.table(
        in: .prompt,
        [
            .init("enter", .prompt(.takePrompt), "accept", in: .prompt, footer: "accept", 1),
            .init("esc ctrl-c ctrl-g", .prompt(.cancelPrompt), "cancel", in: .prompt, footer: "cancel", 1),
        ]
    )
}

extension LogLineOverlay {
    static let keys =
        KeyBinding.movement(.scroll, in: .line, "a row up", "a row down", "the beginning", "the end")
        + KeyBinding.table(
            in: .line,
            [
                .init(
                    "left N",
                    .logLine(.lineBefore),
                    "previous line",
                    in: .line,
                    footer: "other line",
                    3,
                    with: "right"
                ),
                .init("right n", .logLine(.lineAfter), "next line", in: .line),
                .init("y", .logs(.copyLines), "copy the line", in: .line, footer: "copy", 2),
                .init("esc enter q ctrl-c", .screen(.closeOverlay), "back to the logs", in: .line, footer: "close", 1),
            ]
        )
}

extension LogServicesOverlay {
    static let keys = KeyBinding.table(
        in: .logServices,
        [
            .init("up k", .move(.select, .up), "the one above", in: .logServices, footer: "choose", 3, with: "down"),
            .init("down j", .move(.select, .down), "the one below", in: .logServices),
            .init(
                "space x",
                .logServices(.toggleService),
                "show or hide its lines",
                in: .logServices,
                footer: "toggle",
                2
            ),
            .init("o", .logServices(.onlyService), "only its lines", in: .logServices, footer: "only", 2),
            .init("a", .logServices(.everyService), "lines of all services", in: .logServices, footer: "all", 2),
            .init(
                "esc enter q c ctrl-c",
                .screen(.closeOverlay),
                "back to the logs",
                in: .logServices,
                footer: "close",
                1
            ),
        ]
    )
}
