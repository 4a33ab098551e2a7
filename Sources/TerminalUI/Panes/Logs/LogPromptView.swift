/// The prompt with its cursor.
enum LogPromptView {
    static func draw(_ model: AppModel, in row: Rect, _ frame: inout Frame) {
        guard let prompt = model.logs.prompt, !row.isEmpty else { return }
        let theme = model.appearance.theme
        frame.clear(row)
        var x = frame.write(prompt.label, x: row.x, y: row.y, style: theme[.accent], in: row)
        if let count = count(model, prompt) {
            let start = row.endX - TextMetrics.width(of: count) - 1
            if start > x + 12 { frame.write(count, x: start, y: row.y, style: theme[.muted], in: row) }
        }
        let (before, after) = prompt.line.parts
        if before.isEmpty, after.isEmpty {
            let example = TextMetrics.truncated(
                prompt.example,
                to: max(0, row.endX - x - 3),
                ellipsis: model.appearance.glyphs.ellipsis
            )
            frame.write(example, x: x + 2, y: row.y, style: theme[.muted], in: row)
        }
        // Keep the end of the text before the cursor visible.
        let room = max(1, row.endX - x - 1)
        var shown = StyledLine(before)
        let width = shown.width
        if width > room { shown = shown.dropping(columns: width - room) }
        x = frame.write(shown, x: x, y: row.y, in: row)
        let rest = Rect(x: x, y: row.y, width: row.endX - x, height: 1)
        frame.write(after, x: x, y: row.y, in: rest)
        let under = GlyphSequence(after).first { _ in true }?.width ?? 1
        frame.restyle(Rect(x: x, y: row.y, width: under, height: 1).intersection(rest)) { $0.adding(.reverse) }
    }

    private static func count(_ model: AppModel, _ prompt: LogPrompt) -> String? {
        guard prompt.kind == .search, let search = model.logs.search else { return nil }
        return Formatting.counted(search.hits.count, "line")
    }
}
