extension AppModel {
    /// Applies an event of the terminal.
    mutating func screenEvent(_ event: ScreenEvent) -> [Effect] {
        switch event {
        case .resized(let size):
            self.size = size
            clampHelp()
        case .key(let key):
            return keyPressed(key)
        case .mouse(let event):
            return mouseUsed(event)
        case .pasted(let text):
            pasteIntoPrompt(text)
            pasteIntoSilence(text)
            for character in text where !character.isNewline { typeIntoPalette(KeyPress(.character(character))) }
        case .reported(.background(let background)):
            appearance.theme = appearance.theme.adapted(to: background)
        case .reported(.synchronizedOutput):
            // Handled by the screen.
            break
        case .terminated:
            return [.exit(exit)]
        }
        return []
    }

    /// Handles a key press according to the key table.
    private mutating func keyPressed(_ key: KeyPress) -> [Effect] {
        message = nil
        if typeIntoPrompt(key) || typeIntoSilence(key) { return [] }
        guard let action = KeyBinding.binding(for: key, in: self)?.action else {
            if overlay == nil {
                let name = key.name(appearance.glyphs)
                message = StatusMessage(.info, "\(name) is not bound here: ? shows the keys")
            }
            typeIntoPalette(key)
            return []
        }
        if let reason = action.whyDisabled(in: self) {
            if !reason.isEmpty { message = StatusMessage(.info, reason) }
            return []
        }
        return action.perform(on: &self)
    }

    /// Handles a mouse event: an overlay takes it, or a tab, a border, or the pane under the pointer.
    private mutating func mouseUsed(_ event: MouseEvent) -> [Effect] {
        if let overlay { return overlay.pane.mouse(event, &self) }
        if event.kind == .press {
            drag = nil
            if TabBar.press(event.point, &self) { return [] }
        }
        if let effects = borderMouse(event) { return effects }
        let layout = layout
        let place = Place.allCases.first { layout[$0]?.contains(event.point) == true }
        // The pane where text is being selected gets the mouse outside of it too.
        if logs.pressed != nil, place != .logs { return LogsPane.mouse(event, &self) }
        return place.map { pane(at: $0).mouse(event, &self) } ?? []
    }
}
