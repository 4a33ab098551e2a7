import Dashboards

/// Series over time as lines, with axes, threshold lines, marks of alerts and a legend.
struct TimeSeriesChart {
    /// More series than this cannot be told apart.
    private static let most = 26

    let panel: Panel
    let series: [Series]
    let window: DashboardWindow
    let look: DashboardLook
    /// The distance of the samples in seconds.
    var step: Double
    /// The time whose values the legend shows; nil: the newest.
    var cursor: Double?
    var alerts: [FiringAlert] = []
    private let scale: ChartScale
    /// The series as they are drawn: each on top of those before it, if they are stacked.
    private let drawn: [Series]

    init(_ panel: Panel, _ series: [Series], _ window: DashboardWindow, _ look: DashboardLook) {
        self.panel = panel
        self.series = Array(series.prefix(Self.most))
        self.window = window
        self.look = look
        step = window.step
        drawn = panel.isStacked ? Self.stacked(self.series) : self.series
        scale = ChartScale(panel, drawn)
    }

    private static func stacked(_ series: [Series]) -> [Series] {
        var sums: [Double: Double] = [:]
        return series.map { series in
            var series = series
            for index in series.samples.indices {
                sums[series.samples[index].time, default: 0] += series.samples[index].value
                series.samples[index].value = sums[series.samples[index].time] ?? 0
            }
            return series
        }
    }

    // MARK: Parts

    private struct Parts {
        var labels: [String]
        var plot: Rect
        /// Whether there is a row for the time axis.
        var hasTimes: Bool
        var entries: [StyledLine]
        var legend: Rect
    }

    private func parts(of area: Rect) -> Parts? {
        guard area.height >= 2, area.width >= 12 else { return nil }
        let entries = entries
        let legend = legendRows(entries, in: area)
        let format = ValueFormat(panel)
        let labels = [scale.high, (scale.high + scale.low) / 2, scale.low].map(format.text)
        let margin = min(labels.map(TextMetrics.width).max() ?? 0, area.width / 3) + 1
        let hasTimes = area.height - legend >= 4
        return Parts(
            labels: labels,
            plot: Rect(
                x: area.x + margin,
                y: area.y,
                width: area.width - margin,
                height: area.height - legend - (hasTimes ? 1 : 0)
            ),
            hasTimes: hasTimes,
            entries: entries,
            legend: Rect(x: area.x, y: area.endY - legend, width: area.width, height: legend)
        )
    }

    func draw(in area: Rect, _ frame: inout Frame) {
        guard let parts = parts(of: area) else { return drawLegend(entries, in: area, &frame) }
        drawLabels(parts.labels, area, parts.plot, &frame)
        drawThresholds(parts.plot, &frame)
        drawCursor(parts.plot, &frame)
        drawLines(parts.plot, &frame)
        if parts.hasTimes {
            let axis = Rect(x: parts.plot.x, y: parts.plot.endY, width: parts.plot.width, height: 1)
            let labels = drawTimes(axis, &frame)
            drawAlerts(on: axis, besides: labels, &frame)
        }
        drawLegend(parts.entries, in: parts.legend, &frame)
    }

    /// Returns the time at a place of the plot; nil outside.
    func time(at point: Point, in area: Rect) -> Double? {
        guard let plot = parts(of: area)?.plot, plot.contains(point), plot.width > 1 else { return nil }
        return window.start + window.length * Double(point.x - plot.x) / Double(plot.width - 1)
    }

    /// The column of a time, counted from the left; outside of the plot if the time is.
    private func column(_ time: Double, of width: Int) -> Int {
        let share = min(max((time - window.start) / window.length, -1), 2)
        return Int((share * Double(width - 1)).rounded())
    }

    // MARK: Lines

    private func drawLines(_ plot: Rect, _ frame: inout Frame) {
        var canvas = DotCanvas(columns: plot.width, rows: plot.height)
        guard canvas.width > 0, canvas.height > 0 else { return }
        var ends: [(x: Int, y: Int, owner: Int)] = []
        for (owner, series) in drawn.enumerated() {
            if let end = drawLine(series.samples, owner, &canvas) { ends.append((end.x / 2, end.y / 4, owner)) }
        }
        let styles = drawn.indices.map(look.style(ofSeries:))
        canvas.forEachCell(isASCII: look.isASCII) { x, y, glyph, owner in
            frame.set(glyph, x: plot.x + x, y: plot.y + y, style: styles[owner])
        }
        // Without colours, a letter tells whose line it is.
        guard look.hasMarks, drawn.count > 1 else { return }
        for end in ends {
            let (x, y) = (plot.x + end.x, plot.y + end.y)
            frame.write(look.mark(ofSeries: end.owner), x: x, y: y, style: styles[end.owner], in: plot)
        }
    }

    /// Returns the last dot.
    private func drawLine(_ samples: [Series.Sample], _ owner: Int, _ canvas: inout DotCanvas) -> (x: Int, y: Int)? {
        var previous: (x: Int, y: Int, time: Double)?
        // Figures of another window stay until the newer ones come: one sample beyond each edge is enough.
        let shown = window.start - step...max(window.start, window.end) + step
        for sample in samples where sample.value.isFinite && shown.contains(sample.time) {
            let dot = (x: column(sample.time, of: canvas.width), y: scale.dot(sample.value, of: canvas.height))
            // Where samples are missing, the line is broken.
            if let previous, sample.time - previous.time <= step * 2.5 {
                canvas.line(from: (previous.x, previous.y), to: dot, owner: owner)
            } else {
                canvas.set(x: dot.x, y: dot.y, owner: owner)
            }
            previous = (dot.x, dot.y, sample.time)
        }
        return previous.map { ($0.x, $0.y) }
    }

    private func drawThresholds(_ plot: Rect, _ frame: inout Frame) {
        guard panel.thresholds.areDrawn, plot.height > 0 else { return }
        let bounds = panel.thresholds.bounds(minimum: panel.minimum, maximum: panel.maximum)
        for bound in bounds where bound.value >= scale.low && bound.value <= scale.high {
            let y = plot.y + scale.dot(bound.value, of: plot.height * 4) / 4
            let line = String(repeating: look.isASCII ? "." : "┄", count: plot.width)
            frame.write(line, x: plot.x, y: y, style: look.style(of: bound.colour), in: plot)
        }
    }

    private func drawCursor(_ plot: Rect, _ frame: inout Frame) {
        guard let cursor, window.contains(cursor) else { return }
        let x = plot.x + column(cursor, of: plot.width)
        for y in plot.y..<plot.endY { frame.write(look.cursorLine, x: x, y: y, style: look.theme[.accent], in: plot) }
    }

    // MARK: Axes

    private func drawLabels(_ labels: [String], _ area: Rect, _ plot: Rect, _ frame: inout Frame) {
        guard plot.height > 1 else { return }
        var places = [(labels[0], 0), (labels[2], plot.height - 1)]
        if plot.height >= 5 { places.append((labels[1], plot.height / 2)) }
        for (label, row) in places {
            let margin = Rect(x: area.x, y: plot.y + row, width: plot.x - area.x - 1, height: 1)
            let x = max(margin.x, margin.endX - TextMetrics.width(of: label))
            frame.write(label, x: x, y: margin.y, style: look.muted, in: margin)
        }
    }

    /// Returns where the labels are.
    private func drawTimes(_ row: Rect, _ frame: inout Frame) -> [Range<Int>] {
        let (start, end) = (window.clock(window.start), window.clock(window.end))
        let first = row.x..<frame.write(start, x: row.x, y: row.y, style: look.muted, in: row)
        let x = row.endX - TextMetrics.width(of: end)
        guard x > row.x + TextMetrics.width(of: start) else { return [first] }
        return [first, x..<frame.write(end, x: x, y: row.y, style: look.muted, in: row)]
    }

    /// Marks when alerts fired. A label that is in the way is shown reversed.
    private func drawAlerts(on row: Rect, besides labels: [Range<Int>], _ frame: inout Frame) {
        for alert in alerts {
            let style = look.style(of: alert)
            for period in alert.periods where period.lowerBound <= window.end && period.upperBound >= window.start {
                let first = row.x + max(0, column(period.lowerBound, of: row.width))
                let last = row.x + min(row.width - 1, column(period.upperBound, of: row.width))
                guard first <= last else { continue }
                for x in first...last {
                    if labels.contains(where: { $0.contains(x) }) {
                        frame.restyle(Rect(x: x, y: row.y, width: 1, height: 1)) { _ in style.adding(.reverse) }
                    } else {
                        frame.write(look.alertMark, x: x, y: row.y, style: style, in: row)
                    }
                }
            }
        }
    }

    // MARK: Legend

    private func legendRows(_ entries: [StyledLine], in area: Rect) -> Int {
        guard series.count > 1 || area.height > 4 else { return 0 }
        let wanted = entries.reduce((rows: 1, used: 0)) { state, entry in
            let width = entry.width + 2
            return state.used + width > area.width + 2 ? (state.rows + 1, width) : (state.rows, state.used + width)
        }
        return min(wanted.rows, max(1, area.height / 4))
    }

    private var entries: [StyledLine] {
        let format = ValueFormat(panel)
        return series.enumerated().map { index, series in
            var line = StyledLine(look.mark(ofSeries: index) + " ", look.style(ofSeries: index))
            line.append(series.name)
            if let cursor {
                let value = series.value(at: cursor, within: step)
                line.append(" \(value.map(format.text) ?? look.glyphs.dash)", look.theme[.accent])
            } else if let value = series.reduced(.lastNotNull) {
                line.append(" \(format.text(value))", look.muted)
            }
            return line
        }
    }

    private func drawLegend(_ entries: [StyledLine], in area: Rect, _ frame: inout Frame) {
        var (x, y) = (area.x, area.y)
        for (index, entry) in entries.enumerated() {
            if x > area.x, x + entry.width > area.endX { (x, y) = (area.x, y + 1) }
            guard y < area.endY else {
                let more = " +\(entries.count - index)"
                frame.write(more, x: area.endX - more.count, y: area.endY - 1, style: look.muted, in: area)
                return
            }
            let cut = entry.truncated(to: area.endX - x, ellipsis: look.glyphs.ellipsis)
            x = frame.write(cut, x: x, y: y, in: area) + 2
        }
    }
}
