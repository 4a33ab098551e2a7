import ControlAPI
import Foundations

extension LogsPane {
    /// Copies all buffered lines.
    func copyView() -> [Effect] { [.copy(copyableView, what: Formatting.counted(buffer.count, "line"))] }
}

extension AppModel {
    /// Copies the selection, or the line at the cursor; in the line view, the shown line.
    func copyLines() -> [Effect] {
        if case .logLine(let line, _) = overlay { return [.copy(LogText.copyable(line.text), what: "1 line")] }
        let text = logs.copyableSelection
        let count = max(1, logs.selectedLines.count)
        if case .text = logs.selection, count == 1 {
            return text.isEmpty ? [] : [.copy(text, what: text.count.counted("character"))]
        }
        return [.copy(text, what: Formatting.counted(count, "line"))]
    }

    /// Opens all buffered lines in an external viewer, at the line with the cursor.
    func openView(_ viewer: TextViewer) -> [Effect] {
        guard let current = logs.currentLine else { return [] }
        let buffer = logs.buffer
        let width = logs.scope == .all ? buffer.indices.map { TextMetrics.width(of: buffer[$0].service) }.max() ?? 0 : 0
        var rows: [String] = []
        var line = 1
        for index in buffer.indices {
            let gap = buffer.skipped(before: index)
            if gap > 0 { rows.append("… \(Formatting.count(gap)) lines skipped …\n") }
            let shown = buffer[index]
            let clock = Formatting.clock(nanoseconds: shown.timeNs, utcOffset: appearance.utcOffset, milliseconds: true)
            let name = width > 0 ? " " + TextMetrics.padded(LogSanitizer.plain(shown.service), to: width) : ""
            rows.append("\(clock)\(name) \(LogText.copyable(shown.text))\n")
            if index == current { line = rows.count }
        }
        return [.show(rows.joined(), line: line, viewer)]
    }

    /// Reports the outcome of a copy.
    mutating func copyEnded(_ outcome: CopyOutcome) {
        message =
            outcome.isInTerminal || outcome.isOnDesktop
            ? StatusMessage(.info, "\(outcome.what) copied")
            : StatusMessage(
                .warning,
                "\(outcome.what) not copied: too long for the terminal's clipboard; install wl-copy, xclip or xsel"
            )
    }
}
