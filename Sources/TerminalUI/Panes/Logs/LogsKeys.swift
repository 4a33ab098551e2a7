extension LogsPane {
    static let keys: [KeyBinding] = [
        KeyBinding("enter", .logLine(.showLine), "whole line, JSON indented", in: .logs, hint: "line", rank: 4),
        KeyBinding("n", .logs(.nextHit), "next match", in: .lines),
        KeyBinding("N", .logs(.previousHit), "previous match", in: .lines),
        KeyBinding("L", .logs(.cycleLevel), "minimum level: info to error", in: .lines),
        KeyBinding("c", .logServices(.chooseServices), "choose which services", in: .lines),
        KeyBinding("t", .prompt(.jumpToTime), "go to a time", in: .lines),
        KeyBinding("m", .logs(.markLine), "mark or unmark the line", in: .lines),
        KeyBinding("'", .logs(.nextMark), "next marked line", in: .lines),
        KeyBinding("v", .logs(.selectLines), "start or end a selection", in: .lines),
        KeyBinding("shift-up", .logs(.extendUp), "select upwards", in: .lines),
        KeyBinding("shift-down", .logs(.extendDown), "select downwards", in: .lines),
        KeyBinding("y", .logs(.copyLines), "copy the selection or line", in: .lines, hint: "copy", rank: 5),
        KeyBinding("Y", .logs(.copyView), "copy all loaded lines", in: .lines),
        KeyBinding("o", .logs(.openPager), "open in $PAGER", in: .lines, hint: "pager", rank: 7),
        KeyBinding("O", .logs(.openEditor), "open in $EDITOR", in: .lines),
        KeyBinding("w", .logs(.toggleWrap), "wrap or cut long lines", in: .lines, hint: "wrap", rank: 6),
        KeyBinding("left h", .logs(.scrollLeft), "scroll left", in: .lines),
        KeyBinding("right l", .logs(.scrollRight), "scroll right", in: .lines),
        // These open the logs from any pane.
        KeyBinding("/", .prompt(.searchLogs), "search the logs", in: .everywhere, hint: "search", rank: 4),
        KeyBinding("f", .prompt(.filterLogs), "filter the logs", in: .everywhere, hint: "filter", rank: 4),
    ]
}

extension LogPrompt {
    static let keys: [KeyBinding] =
        [
            KeyBinding("enter", .prompt(.takePrompt), "accept", in: .prompt, hint: "accept", rank: 1),
            KeyBinding("esc ctrl-c ctrl-g", .prompt(.cancelPrompt), "cancel", in: .prompt, hint: "cancel", rank: 1),
        ] + KeyBinding.always(in: .prompt)
}

extension LogLineOverlay {
    static let keys: [KeyBinding] =
        KeyBinding.movement(
            .scroll,
            in: .line,
            up: "a row up",
            down: "a row down",
            first: "the beginning",
            last: "the end"
        )
        + [
            KeyBinding(
                "left N",
                .logLine(.lineBefore),
                "previous line",
                in: .line,
                hint: "other line",
                rank: 3,
                with: KeyPress(.right)
            ),
            KeyBinding("right n", .logLine(.lineAfter), "next line", in: .line),
            KeyBinding("y", .logs(.copyLines), "copy the line", in: .line, hint: "copy", rank: 2),
            KeyBinding(
                "esc enter q ctrl-c",
                .screen(.closeOverlay),
                "back to the logs",
                in: .line,
                hint: "close",
                rank: 1
            ),
        ] + KeyBinding.always(in: .line)
}

extension LogServicesOverlay {
    static let keys: [KeyBinding] =
        [
            KeyBinding(
                "up k",
                .move(Movement(kind: .select, step: .up)),
                "the one above",
                in: .logServices,
                hint: "choose",
                rank: 3,
                with: KeyPress(.down)
            ),
            KeyBinding("down j", .move(Movement(kind: .select, step: .down)), "the one below", in: .logServices),
            KeyBinding(
                "space x",
                .logServices(.toggleService),
                "show or hide its lines",
                in: .logServices,
                hint: "toggle",
                rank: 2
            ),
            KeyBinding("o", .logServices(.onlyService), "only its lines", in: .logServices, hint: "only", rank: 2),
            KeyBinding(
                "a",
                .logServices(.everyService),
                "lines of all services",
                in: .logServices,
                hint: "all",
                rank: 2
            ),
            KeyBinding(
                "esc enter q c ctrl-c",
                .screen(.closeOverlay),
                "back to the logs",
                in: .logServices,
                hint: "close",
                rank: 1
            ),
        ] + KeyBinding.always(in: .logServices)
}
