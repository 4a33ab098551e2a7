/// Performs the actions of the command palette.
func palette(_ action: Action, _ model: inout AppModel) -> [Effect] {
    if action == .showPalette {
        model.overlay = .palette(CommandPalette())
        return []
    }
    guard case .palette(var palette) = model.overlay else { return [] }
    let matches = palette.matches(in: model)
    let page = max(1, PaletteView.rows(in: model) - 1)
    switch action {
    case .paletteUp: palette.move(by: -1, of: matches.count)
    case .paletteDown: palette.move(by: 1, of: matches.count)
    case .palettePageUp: palette.move(by: -page, of: matches.count)
    case .palettePageDown: palette.move(by: page, of: matches.count)
    case .paletteErase: palette.erase()
    case .paletteClear: palette.clear()
    case .paletteRun:
        guard matches.indices.contains(palette.marked) else { return [] }
        return run(matches[palette.marked].entry, &model)
    default: break
    }
    model.overlay = .palette(palette)
    return []
}

/// Types an unbound key into the palette.
func typeIntoPalette(_ model: inout AppModel, _ key: KeyPress) {
    guard case .palette(var palette) = model.overlay, case .character(let character) = key.key,
        key.modifiers.isEmpty
    else { return }
    palette.insert(character)
    model.overlay = .palette(palette)
}

/// Runs an entry. If it is disabled, shows the reason and keeps the palette open.
private func run(_ entry: PaletteEntry, _ model: inout AppModel) -> [Effect] {
    if let reason = entry.whyDisabled(in: model) {
        model.message = StatusMessage(.info, reason.isEmpty ? "this command has no effect right now" : reason)
        return []
    }
    model.overlay = nil
    let action = entry.prepare(&model)
    return perform(action, &model)
}

/// Handles the mouse while the palette is open: a click on a match runs it, a click outside closes the palette.
func paletteMouse(_ model: inout AppModel, _ event: MouseEvent) -> [Effect] {
    guard case .palette(var palette) = model.overlay else { return [] }
    switch event.kind {
    case .wheelUp: return perform(.paletteUp, &model)
    case .wheelDown: return perform(.paletteDown, &model)
    case .press:
        guard PaletteView.area(in: model.size).contains(event.point) else { return perform(.closeOverlay, &model) }
        guard let place = PaletteView.match(at: event.point, in: model, palette) else { return [] }
        palette.mark(place)
        model.overlay = .palette(palette)
        return perform(.paletteRun, &model)
    case .release, .drag: return []
    }
}
