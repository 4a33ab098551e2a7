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
    static let keys: [KeyBinding] =
        [
            binding("up ctrl-p shift-tab", .up, "the one above", hint: "choose"),
            binding("down ctrl-n tab", .down, "the one below"),
            binding("pgup", .pageUp, "a page up"),
            binding("pgdn", .pageDown, "a page down"),
            KeyBinding("enter", .palette(.paletteRun), "run it", in: .palette, hint: "run", rank: 1),
            KeyBinding("backspace", .palette(.paletteErase), "delete a character", in: .palette),
            KeyBinding("ctrl-u", .palette(.paletteClear), "clear", in: .palette),
            KeyBinding("esc ctrl-c", .screen(.closeOverlay), "go back", in: .palette, hint: "cancel", rank: 1),
        ] + KeyBinding.always(in: .palette)

    private static func binding(
        _ keys: String,
        _ step: Movement.Step,
        _ description: String,
        hint: String? = nil
    ) -> KeyBinding {
        let action = Action.move(Movement(kind: .palette, step: step))
        let partner = hint.map { _ in KeyPress(.down) }
        return KeyBinding(keys, action, description, in: .palette, hint: hint, rank: hint == nil ? 9 : 3, with: partner)
    }
}

extension AppModel {
    /// Types an unbound key into the palette.
    mutating func typeIntoPalette(_ key: KeyPress) {
        guard case .palette(let palette) = overlay, case .character(let character) = key.key, key.modifiers.isEmpty
        else { return }
        _ = palette.show(&self) { $0.insert(character) }
    }
}
