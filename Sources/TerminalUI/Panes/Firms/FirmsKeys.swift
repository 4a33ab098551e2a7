extension FirmsPane {
    static let keys: [KeyBinding] = [
        KeyBinding("enter", .firms(.showFirm), "the firm's data, by store", in: .firms, hint: "details", rank: 3),
        KeyBinding("R", .firms(.resetFirm), "reset the data of the firm", in: .firms, hint: "reset firm", rank: 2),
    ]

    static let everywhereKeys: [KeyBinding] = [
        KeyBinding("U", .firms(.undoData), "undo the last reset, load or restore", in: .everywhere),
        KeyBinding(
            "R",
            .firms(.resetAll),
            "reset the data of all demo firms",
            in: .everywhere,
            hint: "reset data",
            rank: 3
        ),
    ]
}
