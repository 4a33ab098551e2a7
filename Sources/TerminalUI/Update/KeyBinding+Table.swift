extension KeyBinding {
    /// All default bindings. Within a context they are in the order of the footer and help screen.
    static let all: [KeyBinding] = [
        ServicesPane.keys, FirmsPane.keys, textKeys, LogsPane.keys, AlertsPane.keys, ServicesPane.actionKeys,
        FirmsPane.everywhereKeys, screenKeys, PastAction.keys, CommandPalette.openingKeys, tabKeys, paneKeys,
        HelpScreen.keys, QuitQuestion.keys,
        StopQuestion.keys, ResetQuestion.keys, LogPrompt.keys, LogLineOverlay.keys, LogServicesOverlay.keys,
        SilenceForm.keys, CommandPalette.keys,
    ].flatMap(\.self)

    private static let textKeys = movement(
        .scroll,
        in: .texts,
        "a line up",
        "a line down",
        "first line",
        "last line; follow the logs"
    )

    private static let screenKeys = table(
        in: .everywhere,
        [
            .init("tab", .screen(.nextPane), "next pane", in: .everywhere, footer: "pane", 7),
            .init("shift-tab", .screen(.previousPane), "previous pane", in: .everywhere),
            .init("z", .screen(.toggleZoom), "zoom this pane", in: .everywhere, footer: "zoom", 7),
            .init("esc", .screen(.leaveZoom), "back from full screen or details", in: .everywhere),
            .init("p", .services(.problemsFirst), "services with problems first", in: .everywhere),
            .init("M", .screen(.showDashboards), "dashboards of the monitoring", in: .everywhere),
            .init("? f1", .screen(.help), "this help", in: .everywhere, footer: "help", 1),
            .init("q ctrl-c", .screen(.quit), "quit: detach or stop", in: .everywhere, footer: "quit", 0),
        ]
    )

    private static let tabKeys = MainTab.allCases.compactMap { tab in
        tab.pane.key.map { KeyBinding($0.name, .show(tab), $0.description, in: .panes) }
    }

    private static let paneKeys: [KeyBinding] = [
        .init("]", .screen(.nextTab), "next view in place of the logs", in: .panes),
        .init("[", .screen(.previousTab), "previous view", in: .panes),
        .init("i", .screen(.showDetails), "details of the selected service", in: .panes),
        .init("<", .sizes(.moveBorderLeft), "make the left column narrower", in: .panes),
        .init(">", .sizes(.moveBorderRight), "make the left column wider", in: .panes),
        .init("+", .sizes(.makeHigher), "make this pane taller", in: .panes),
        .init("-", .sizes(.makeLower), "make this pane shorter", in: .panes),
        .init("=", .sizes(.standardSizes), "reset all pane sizes", in: .panes),
    ]

    // MARK: What several panes share

    /// Returns the keys that move in a list or a text, with what the moves up, down, to the first and last row do.
    static func movement(
        _ kind: Movement.Kind,
        in context: Context,
        _ up: String,
        _ down: String,
        _ first: String,
        _ last: String
    ) -> [KeyBinding] {
        let footer = kind == .select ? "select" : "scroll"
        return [
            .init("up k", .move(kind, .up), up, in: context, footer: footer, 3, with: "down"),
            .init("down j", .move(kind, .down), down, in: context),
            .init("pgup", .move(kind, .pageUp), "a page up", in: context),
            // In a list, space may act on the selected row.
            .init(kind == .select ? "pgdn" : "pgdn space", .move(kind, .pageDown), "a page down", in: context),
            .init("home g", .move(kind, .first), first, in: context),
            .init("end G", .move(kind, .last), last, in: context),
        ]
    }

    /// Returns bindings with those that every context has.
    static func table(in context: Context, _ bindings: [KeyBinding]) -> [KeyBinding] {
        bindings + [
            .init("ctrl-l", .screen(.repaint), "redraw the screen", in: context),
            .init("ctrl-z", .screen(.suspend), "suspend; fg resumes", in: context),
        ]
    }

    /// Returns the keys of a question that is answered with yes or no.
    static func question(
        in context: Context,
        _ yes: Action,
        _ does: String,
        footer: String,
        no: String
    ) -> [KeyBinding] {
        table(
            in: context,
            [
                .init("y enter", yes, does, in: context, footer: footer, 1),
                .init("n esc q c ctrl-c", .screen(.closeOverlay), no, in: context, footer: "cancel", 1),
            ]
        )
    }
}
