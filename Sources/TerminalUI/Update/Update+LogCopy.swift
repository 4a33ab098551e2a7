import ControlAPI

/// Copies the selection, or the line at the cursor; in the line view, the shown line.
func copyLines(_ model: AppModel) -> [Effect] {
    if case .log(.line(let line, _)) = model.overlay {
        return [.copy(LogText.copyable(line.text), what: lines(1))]
    }
    let logs = model.logs
    let text = logs.copyableSelection
    let count = max(1, logs.selectedLines.count)
    if case .text = logs.selection, count == 1 {
        return text.isEmpty ? [] : [.copy(text, what: text.count == 1 ? "1 character" : "\(text.count) characters")]
    }
    return [.copy(text, what: lines(count))]
}

/// Copies all buffered lines.
func copyView(_ model: AppModel) -> [Effect] {
    [.copy(model.logs.copyableView, what: lines(model.logs.buffer.count))]
}

/// Opens all buffered lines in an external viewer, at the line with the cursor.
func openView(_ model: AppModel, _ viewer: TextViewer) -> [Effect] {
    guard let current = currentLine(model) else { return [] }
    let logs = model.logs
    let width =
        logs.scope == .all ? logs.buffer.indices.map { TextMetrics.width(of: logs.buffer[$0].service) }.max() ?? 0 : 0
    var text = ""
    var line = 1
    var row = 1
    for index in logs.buffer.indices {
        let gap = logs.buffer.skipped(before: index)
        if gap > 0 {
            text += "… \(Formatting.count(gap)) lines skipped …\n"
            row += 1
        }
        if index == current { line = row }
        let shown = logs.buffer[index]
        text += Formatting.clock(nanoseconds: shown.timeNs, utcOffset: model.appearance.utcOffset, milliseconds: true)
        if width > 0 { text += " " + TextMetrics.padded(LogSanitizer.plain(shown.service), to: width) }
        text += " " + LogText.copyable(shown.text) + "\n"
        row += 1
    }
    return [.show(text, line: line, viewer)]
}

/// Reports the outcome of a copy.
func copyEnded(_ model: inout AppModel, _ outcome: CopyOutcome) {
    model.message =
        outcome.isInTerminal || outcome.isOnDesktop
        ? StatusMessage(.info, "\(outcome.what) copied")
        : StatusMessage(
            .warning,
            "\(outcome.what) not copied: too long for the terminal's clipboard; install wl-copy, xclip or xsel"
        )
}

private func lines(_ count: Int) -> String { count == 1 ? "1 line" : "\(Formatting.count(count)) lines" }
