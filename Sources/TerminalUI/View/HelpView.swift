/// The help screen: key bindings and the meaning of the markers.
enum HelpView {
    static func draw(_ model: AppModel, scroll: Int, _ frame: inout Frame) {
        let theme = model.appearance.theme
        let look = BoxLook(glyphs: model.appearance.glyphs, style: theme[.focusedBorder])
        let area = area(model, frame.size)
        frame.clear(area)
        let rows = rows(model, width: contentWidth(frame.size))
        let inside = frame.box(
            area,
            title: StyledLine("Help", theme[.title]),
            trailing: position(model, scroll, rows.count, area),
            look: look
        ).inset(by: 1, rows: 0)
        for (index, row) in rows.dropFirst(scroll).prefix(inside.height).enumerated() {
            let cut = row.truncated(to: inside.width, ellipsis: model.appearance.glyphs.ellipsis)
            frame.write(cut, x: inside.x, y: inside.y + index, in: inside.row(index))
        }
    }

    /// Returns the maximum scroll offset at the model's size.
    static func maximumScroll(of model: AppModel) -> Int {
        let rows = rows(model, width: contentWidth(model.size))
        return max(0, rows.count - visibleRows(area(model, model.size)))
    }

    /// The width of the left of two columns.
    private static let leftWidth = 46

    private static func visibleRows(_ area: Rect) -> Int {
        area.width >= 4 && area.height >= 3 ? area.height - 2 : area.height
    }

    private static func contentWidth(_ size: Size) -> Int {
        size.width >= 106 ? 98 : max(0, min(size.width, 56) - 4)
    }

    private static func area(_ model: AppModel, _ size: Size) -> Rect {
        let width = contentWidth(size)
        // The footer stays visible.
        return Rect(Size(width: size.width, height: size.height - (size.height > 3 ? 1 : 0))).centred(
            width: width + 4,
            height: rows(model, width: width).count + 2
        )
    }

    private static func position(_ model: AppModel, _ scroll: Int, _ rows: Int, _ area: Rect) -> StyledLine {
        let visible = visibleRows(area)
        guard rows > visible else { return StyledLine() }
        let text = " \(min(rows, scroll + visible))/\(rows) "
        return StyledLine(text, model.appearance.theme[.muted])
    }

    /// Lays out the sections in two columns if there is room, or else in one.
    private static func rows(_ model: AppModel, width: Int) -> [StyledLine] {
        let sections = sections(model)
        guard width >= 98 else { return Array(sections.joined(separator: [StyledLine()])) }
        let left = sections.dropLast(3).joined(separator: [StyledLine()])
        let right = sections.suffix(3).joined(separator: [StyledLine()])
        let leftRows = Array(left)
        let rightRows = Array(right)
        return (0..<max(leftRows.count, rightRows.count)).map { index in
            var row = index < leftRows.count ? leftRows[index] : StyledLine()
            guard index < rightRows.count else { return row }
            row = row.truncated(to: leftWidth - 1, ellipsis: model.appearance.glyphs.ellipsis)
            row.append(String(repeating: " ", count: leftWidth - row.width))
            row.append(rightRows[index])
            return row
        }
    }

    private static func sections(_ model: AppModel) -> [[StyledLine]] {
        let contexts: [KeyBinding.Context] = [.lists, .firms, .texts, .logs, .lines, .everywhere, .panes]
        return contexts.map { section($0, model) } + [markers(model)]
    }

    private static func section(_ context: KeyBinding.Context, _ model: AppModel) -> [StyledLine] {
        let theme = model.appearance.theme
        let glyphs = model.appearance.glyphs
        let bindings = model.appearance.keys.bindings.filter { $0.context == context && !$0.keys.isEmpty }
        return [StyledLine(context.rawValue, theme[.title])]
            + bindings.map { binding in
                let keys = binding.keys.map { $0.name(glyphs) }.joined(separator: " ")
                var row = StyledLine("  " + TextMetrics.padded(keys, to: 14), theme[.key])
                row.append(binding.description, theme[.text])
                return row
            }
    }

    private static func markers(_ model: AppModel) -> [StyledLine] {
        let theme = model.appearance.theme
        let glyphs = model.appearance.glyphs
        let markers: [(String, Theme.Role, String)] = [
            (glyphs.healthy, .healthy, "healthy, or running without a probe"),
            (glyphs.starting, .starting, "starting or stopping"),
            (glyphs.waiting, .waiting, "waiting for another service"),
            (glyphs.unhealthy, .unhealthy, "running, but its probe fails"),
            (glyphs.failed, .failed, "failed"),
            (glyphs.stopped, .stopped, "stopped"),
            (glyphs.unavailable, .unavailable, "cannot run here; see details"),
            (glyphs.completed, .healthy, "finished successfully"),
        ]
        return [StyledLine("Markers", theme[.title])]
            + markers.map { marker, role, words in
                var row = StyledLine("  " + TextMetrics.padded(marker, to: 14), theme[role])
                row.append(words, theme[.text])
                return row
            }
    }
}
