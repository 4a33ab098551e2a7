import Dashboards

/// The values between the lower and the upper edge of a chart.
struct ChartScale: Hashable {
    private(set) var low: Double
    private(set) var high: Double

    init(_ panel: Panel, _ series: [Series]) {
        var (least, most) = (Double.infinity, -Double.infinity)
        for series in series {
            for sample in series.samples where sample.value.isFinite {
                least = min(least, sample.value)
                most = max(most, sample.value)
            }
        }
        if least > most { (least, most) = (0, 1) }
        low = panel.minimum ?? (panel.isStacked ? min(least, 0) : least)
        high = panel.maximum ?? most
        if panel.thresholds.areDrawn, panel.maximum == nil {
            // A line that is far above all values would leave no room for them.
            let bounds = panel.thresholds.bounds(minimum: panel.minimum, maximum: panel.maximum)
            let near = bounds.filter { $0.value <= high * 2 }
            high = max(high, near.map(\.value).max() ?? high)
        }
        if !(high > low) { (low, high) = low == 0 ? (0, 1) : (min(low, 0), max(low, high, 0)) }
        if panel.minimum == nil, low > 0, low < (high - low) / 2 { low = 0 }
    }

    /// The row of dots of a value; 0 is the top. Values beyond the edges end up at most a chart's height outside.
    func dot(_ value: Double, of height: Int) -> Int {
        // Halves, because the difference of the largest numbers is infinite.
        let share = (high / 2 - value / 2) / (high / 2 - low / 2)
        guard !share.isNaN else { return 0 }
        return Int((min(max(share, -1), 2) * Double(height - 1)).rounded())
    }
}
