package import Dashboards

/// A dashboard with what its panels showed in the period of a recording.
package struct RecordedDashboard: Hashable, Sendable, Codable {
    package var name: String
    /// Grafana's JSON.
    package var text: String
    /// The last time of the samples, in seconds since 1970, and their distance.
    package var end: Double
    package var step: Double
    /// What each panel showed over the whole period, in the order of the dashboard.
    package var panels: [PanelData]
    package var alerts: [FiringAlert]

    package init(name: String, text: String, end: Double, step: Double, panels: [PanelData], alerts: [FiringAlert]) {
        self.name = name
        self.text = text
        self.end = end
        self.step = step
        self.panels = panels
        self.alerts = alerts
    }

    /// Returns what a panel shows between two times in seconds since 1970.
    /// - Parameter wanted: the distance of samples in seconds. Between recorded ones, the nearest counts.
    package func data(of panel: Int, from start: Double, to end: Double, step wanted: Double) -> PanelData {
        guard panels.indices.contains(panel) else { return .none }
        guard case .series(let series) = panels[panel] else { return panels[panel] }
        // Values of a single time are only known for the end of the recording.
        let isOfEnd = !series.isEmpty && series.allSatisfy { $0.samples.allSatisfy { $0.time == self.end } }
        if isOfEnd {
            // A view that follows the end begins a sample before it.
            let isNear = end >= self.end - max(wanted, step)
            return isNear ? panels[panel] : .failed("recorded only for the end of the recording")
        }
        return .series(series.map { cut($0, from: start, to: end, step: wanted) })
    }

    private func cut(_ series: Series, from start: Double, to end: Double, step wanted: Double) -> Series {
        var result = series
        result.samples.removeAll { $0.time < start || $0.time > end }
        guard wanted < step, result.samples.count > 1 else { return result }
        result.samples = stride(from: start, through: end, by: max(wanted, 1)).compactMap { time in
            series.value(at: time, within: step / 2).map { Series.Sample(time: time, value: $0) }
        }
        return result
    }
}
