/// The actions of the command palette.
enum PaletteAction: PaneAction {
    case showPalette, paletteRun, paletteErase, paletteClear

    func perform(on model: inout AppModel) -> [Effect] {
        if self == .showPalette { return CommandPalette().show(&model) }
        guard case .palette(let palette) = model.overlay else { return [] }
        switch self {
        case .showPalette: return []
        case .paletteErase: return palette.show(&model) { $0.erase() }
        case .paletteClear: return palette.show(&model) { $0.clear() }
        case .paletteRun:
            let matches = palette.matches(in: model)
            guard matches.indices.contains(palette.marked) else { return [] }
            return run(matches[palette.marked].entry, &model)
        }
    }

    /// Runs an entry. If it is disabled, shows the reason and keeps the palette open.
    private func run(_ entry: PaletteEntry, _ model: inout AppModel) -> [Effect] {
        if let reason = entry.whyDisabled(in: model) {
            model.message = StatusMessage(.info, reason.isEmpty ? "this command has no effect right now" : reason)
            return []
        }
        model.overlay = nil
        return entry.prepare(&model).perform(on: &model)
    }
}

extension CommandPalette {
    static let openingKeys: [KeyBinding] = [
        .init(":", .palette(.showPalette), "find a command by a few letters", in: .panes, footer: "commands", 5)
    ]

    static let keys = KeyBinding.table(
        in: .palette,
        [
            .init(
                "up ctrl-p shift-tab",
                .move(.palette, .up),
                "the one above",
                in: .palette,
                footer: "choose",
                3,
                with: "down"
            ),
            .init("down ctrl-n tab", .move(.palette, .down), "the one below", in: .palette),
            .init("pgup", .move(.palette, .pageUp), "a page up", in: .palette),
            .init("pgdn", .move(.palette, .pageDown), "a page down", in: .palette),
            .init("enter", .palette(.paletteRun), "run it", in: .palette, footer: "run", 1),
            .init("backspace", .palette(.paletteErase), "delete a character", in: .palette),
            .init("ctrl-u", .palette(.paletteClear), "clear", in: .palette),
            .init("esc ctrl-c", .screen(.closeOverlay), "go back", in: .palette, footer: "cancel", 1),
        ]
    )
}

extension AppModel {
    /// Types an unbound key into the palette.
    mutating func typeIntoPalette(_ key: KeyPress) {
        guard case .palette(let palette) = overlay, case .character(let character) = key.key, key.modifiers.isEmpty
        else { return }
        _ = palette.show(&self) { $0.insert(character) }
    }
}
