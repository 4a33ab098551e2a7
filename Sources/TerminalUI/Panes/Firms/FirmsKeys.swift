extension FirmsPane {
    static let keys: [KeyBinding] = [
        .init("enter", .firms(.showFirm), "the firm's data, by store", in: .firms, footer: "details", 3),
        .init("R", .firms(.resetFirm), "reset the data of the firm", in: .firms, footer: "reset firm", 2),
    ]

    static let everywhereKeys: [KeyBinding] = [
        .init("U", .firms(.undoData), "undo the last reset, load or restore", in: .everywhere),
        .init("R", .firms(.resetAll), "reset the data of all demo firms", in: .everywhere, footer: "reset data", 3),
    ]
}
