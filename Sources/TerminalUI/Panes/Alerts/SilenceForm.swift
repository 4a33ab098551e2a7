import Alerting

/// Asks for how long to silence an alert, and why.
struct SilenceForm: Hashable, Sendable {
    enum Field: Hashable, Sendable {
        case length
        case comment
    }

    let rule: String
    var length = LinePrompt(SilenceLength.proposed.text)
    var comment = LinePrompt()
    var field = Field.length

    /// The line that is edited.
    fileprivate var line: LinePrompt {
        get { field == .length ? length : comment }
        set { if field == .length { length = newValue } else { comment = newValue } }
    }
}

extension SilenceForm: OverlayPane {
    private static let labelWidth = 9

    var context: KeyBinding.Context { .silence }

    func draw(_ model: AppModel, _ frame: inout Frame) {
        let theme = model.appearance.theme
        let area = model.layout.screen.centred(width: min(frame.size.width, 60), height: 7)
        let title = StyledLine("Silence \(LogSanitizer.plain(rule))", theme[.title])
        let inside = frame.overlay(area, title: title, model.appearance)
        let fields: [(Field, String, LinePrompt)] = [(.length, "for", length), (.comment, "comment", comment)]
        for (index, (field, label, line)) in fields.enumerated() {
            draw(line, label, isEdited: field == self.field, model, in: inside.row(index + 1), &frame)
        }
        frame.write("Nobody is notified meanwhile.", x: inside.x, y: inside.y + 4, style: theme[.muted], in: inside)
    }

    private func draw(
        _ line: LinePrompt,
        _ label: String,
        isEdited: Bool,
        _ model: AppModel,
        in row: Rect,
        _ frame: inout Frame
    ) {
        let theme = model.appearance.theme
        frame.write(label, x: row.x, y: row.y, style: theme[isEdited ? .accent : .muted], in: row)
        var x = row.x + Self.labelWidth
        let (before, after) = line.parts
        let room = max(1, row.endX - x - 1)
        var head = StyledLine(before, theme[.text])
        if isEdited, head.width > room { head = head.dropping(columns: head.width - room) }
        x = frame.write(head, x: x, y: row.y, in: row)
        let rest = Rect(x: x, y: row.y, width: row.endX - x, height: row.height)
        frame.write(after, x: x, y: row.y, style: theme[.text], in: rest)
        guard isEdited else { return }
        let under = GlyphSequence(after).first { _ in true }?.width ?? 1
        frame.restyle(Rect(x: x, y: row.y, width: under, height: row.height).intersection(rest)) {
            $0.adding(.reverse)
        }
    }
}

extension AppModel {
    mutating func changeSilence(_ change: (inout SilenceForm) -> Void) {
        guard case .silence(var form) = overlay else { return }
        change(&form)
        overlay = .silence(form)
    }

    /// Handles a key while the form is open. Returns false if the form is not open or the key is bound to an action.
    mutating func typeIntoSilence(_ key: KeyPress) -> Bool {
        guard case .silence = overlay, KeyBinding.binding(for: key, in: self) == nil else { return false }
        changeSilence { _ = $0.line.edit(key) }
        return true
    }

    /// Inserts pasted text into the form, if it is open. Pasted text never counts as keys.
    mutating func pasteIntoSilence(_ text: String) {
        changeSilence { $0.line.insert(text) }
    }
}
