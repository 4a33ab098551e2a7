import Dashboards

/// A table of series: a column for each label and one for each target's value.
struct PanelTable {
    let panel: Panel
    let series: [Series]
    let look: DashboardLook

    func draw(in area: Rect, _ frame: inout Frame) {
        let (titles, rows) = cells
        guard area.height >= 2 else { return }
        var widths = titles.map(TextMetrics.width)
        for row in rows {
            for (index, cell) in row.enumerated() { widths[index] = max(widths[index], TextMetrics.width(of: cell)) }
        }
        shrink(&widths, to: area.width)
        write(titles, widths, style: look.theme[.title], y: area.y, area, &frame)
        for (index, row) in rows.prefix(area.height - 1).enumerated() {
            write(row, widths, style: .plain, y: area.y + 1 + index, area, &frame)
        }
        guard rows.count > area.height - 1 else { return }
        let more = " +\(rows.count - area.height + 1)"
        frame.write(more, x: area.endX - more.count, y: area.endY - 1, style: look.muted, in: area)
    }

    private var cells: (titles: [String], rows: [[String]]) {
        let names = Set(series.flatMap(\.labels.keys)).subtracting(panel.hiddenColumns).subtracting(["__name__"])
            .sorted()
        let targets = Set(series.map(\.target)).sorted()
        let columns = targets.map { targets.count == 1 ? "Value" : "Value #\($0)" }
        let visible = zip(targets, columns).filter { !panel.hiddenColumns.contains($0.1) }
        let titles = (names + visible.map(\.1)).map { panel.columnTitles[$0] ?? $0 }
        // Values of several targets with the same labels share a row.
        var order: [[String: String]] = []
        var values: [[String: String]: [String: Double]] = [:]
        for series in series {
            let key = series.labels.filter { names.contains($0.key) }
            if values[key] == nil { order.append(key) }
            values[key, default: [:]][series.target] = series.reduced(panel.reduction)
        }
        let formats = visible.map { column in
            let name = panel.columnTitles[column.1] ?? column.1
            let unit = panel.columnUnits[name] ?? panel.columnUnits[column.1]
            return unit.map { ValueFormat(unit: $0, decimals: panel.decimals) } ?? ValueFormat(panel)
        }
        let rows = order.map { key in
            names.map { key[$0] ?? "" }
                + zip(visible, formats).map { column, format in
                    values[key]?[column.0].map(format.text) ?? look.glyphs.dash
                }
        }
        return (titles, rows)
    }

    /// Takes columns from the widest until all fit.
    private func shrink(_ widths: inout [Int], to width: Int) {
        while widths.reduce(0, +) + 2 * (widths.count - 1) > width,
            let widest = widths.indices.max(by: { widths[$0] < widths[$1] }),
            widths[widest] > 3
        {
            widths[widest] -= 1
        }
    }

    private func write(
        _ cells: [String],
        _ widths: [Int],
        style: Style,
        y: Int,
        _ area: Rect,
        _ frame: inout Frame
    ) {
        var x = area.x
        for (cell, width) in zip(cells, widths) {
            let cut = StyledLine(cell, style).truncated(to: width, ellipsis: look.glyphs.ellipsis)
            frame.write(cut, x: x, y: y, in: area)
            x += width + 2
        }
    }
}
