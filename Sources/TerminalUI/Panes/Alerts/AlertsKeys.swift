extension AlertsPane {
    static let keys: [KeyBinding] = [
        .init(
            "enter",
            .alerts(.showRunbook),
            "runbook, or quiet rules",
            in: .alerts,
            footer: "runbook",
            2
        ),
        .init("m", .alerts(.silenceAlert), "silence the alert for a time", in: .alerts, footer: "silence", 2),
        .init("u", .alerts(.endSilence), "end the silence", in: .alerts, footer: "unsilence", 3),
        .init("b", .alerts(.showBeginning), "the stack when it began", in: .alerts, footer: "beginning", 4),
        .init("space", .alerts(.toggleQuietRules), "rules that found nothing", in: .alerts, footer: "all rules", 4),
        .init("J shift-down", .alerts(.alertDetailsDown), "details down", in: .alerts),
        .init("K shift-up", .alerts(.alertDetailsUp), "details up", in: .alerts),
    ]
}

extension SilenceForm {
    static let keys = KeyBinding.table(
        in: .silence,
        [
            .init("enter", .alerts(.confirmSilence), "silence it", in: .silence, footer: "silence", 1),
            .init(
                "tab shift-tab up down",
                .alerts(.nextSilenceField),
                "the other field",
                in: .silence,
                footer: "other field",
                2
            ),
            .init("esc ctrl-c ctrl-g", .screen(.closeOverlay), "cancel", in: .silence, footer: "cancel", 1),
        ]
    )
}
