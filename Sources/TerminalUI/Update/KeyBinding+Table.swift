extension KeyBinding {
    /// All default bindings. Within a context they are in the order of the footer and help screen.
    static let all: [KeyBinding] =
        ServicesPane.keys + FirmsPane.keys + textKeys + LogsPane.keys + commonKeys + paneKeys + HelpScreen.keys
        + QuitQuestion.keys + StopQuestion.keys + ResetQuestion.keys + LogPrompt.keys + LogLineOverlay.keys
        + LogServicesOverlay.keys + CommandPalette.keys

    private static let textKeys = movement(
        .scroll,
        in: .texts,
        up: "a line up",
        down: "a line down",
        first: "first line",
        last: "last line; follow the logs"
    )

    private static let commonKeys: [KeyBinding] =
        [
            KeyBinding(
                "enter",
                .logs(.showServiceLogs),
                "logs of the selected service",
                in: .everywhere,
                hint: "logs",
                rank: 2
            ),
            KeyBinding("a", .logs(.showAllLogs), "logs of all services", in: .everywhere, hint: "all logs", rank: 5),
            KeyBinding("F", .logs(.toggleFollow), "follow or pause the logs", in: .everywhere, hint: "follow", rank: 6),
        ] + ServicesPane.actionKeys + FirmsPane.everywhereKeys + [
            KeyBinding("tab", .screen(.nextPane), "next pane", in: .everywhere, hint: "pane", rank: 7),
            KeyBinding("shift-tab", .screen(.previousPane), "previous pane", in: .everywhere),
            KeyBinding("z", .screen(.toggleZoom), "zoom this pane", in: .everywhere, hint: "zoom", rank: 7),
            KeyBinding("esc", .screen(.leaveZoom), "back from full screen or details", in: .everywhere),
            KeyBinding("p", .services(.problemsFirst), "services with problems first", in: .everywhere),
            KeyBinding("? f1", .screen(.help), "this help", in: .everywhere, hint: "help", rank: 1),
            KeyBinding("q ctrl-c", .screen(.quit), "quit: detach or stop", in: .everywhere, hint: "quit", rank: 0),
        ] + always(in: .everywhere)

    /// Views, pane sizes and the command palette.
    private static let paneKeys: [KeyBinding] =
        [
            KeyBinding(
                ":",
                .palette(.showPalette),
                "find a command by a few letters",
                in: .panes,
                hint: "commands",
                rank: 5
            )
        ]
        + MainTab.allCases.compactMap { tab in
            tab.pane.key.map { KeyBinding($0.name, .show(tab), $0.description, in: .panes) }
        } + [
            KeyBinding("]", .screen(.nextTab), "next view in place of the logs", in: .panes),
            KeyBinding("[", .screen(.previousTab), "previous view", in: .panes),
            KeyBinding("i", .screen(.showDetails), "details of the selected service", in: .panes),
            KeyBinding("<", .sizes(.moveBorderLeft), "make the left column narrower", in: .panes),
            KeyBinding(">", .sizes(.moveBorderRight), "make the left column wider", in: .panes),
            KeyBinding("+", .sizes(.makeHigher), "make this pane taller", in: .panes),
            KeyBinding("-", .sizes(.makeLower), "make this pane shorter", in: .panes),
            KeyBinding("=", .sizes(.standardSizes), "reset all pane sizes", in: .panes),
        ]

    // MARK: What several panes share

    /// Returns the keys that move in a list or a text.
    static func movement(
        _ kind: Movement.Kind,
        in context: Context,
        up: String,
        down: String,
        first: String,
        last: String
    ) -> [KeyBinding] {
        func binding(_ keys: String, _ step: Movement.Step, _ description: String) -> KeyBinding {
            KeyBinding(keys, .move(Movement(kind: kind, step: step)), description, in: context)
        }
        var bindings = [
            binding("up k", .up, up), binding("down j", .down, down),
            binding("pgup", .pageUp, "a page up"),
            // In a list, space may act on the selected row.
            binding(kind == .select ? "pgdn" : "pgdn space", .pageDown, "a page down"),
            binding("home g", .first, first), binding("end G", .last, last),
        ]
        bindings[0].hint = kind == .select ? "select" : "scroll"
        bindings[0].rank = 3
        bindings[0].partner = KeyPress(.down)
        return bindings
    }

    /// Returns the keys that every context has.
    static func always(in context: Context) -> [KeyBinding] {
        [
            KeyBinding("ctrl-l", .screen(.repaint), "redraw the screen", in: context),
            KeyBinding("ctrl-z", .screen(.suspend), "suspend; fg resumes", in: context),
        ]
    }

    /// Returns the keys of a question that is answered with yes or no.
    static func question(in context: Context, _ yes: Action, _ does: String, hint: String, no: String) -> [KeyBinding] {
        [
            KeyBinding("y enter", yes, does, in: context, hint: hint, rank: 1),
            KeyBinding("n esc q c ctrl-c", .screen(.closeOverlay), no, in: context, hint: "cancel", rank: 1),
        ] + always(in: context)
    }
}
