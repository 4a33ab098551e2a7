import Dashboards
import FoundationEssentials

/// The panels of a dashboard with their values, for scripts.
enum DashboardJSON {
    private struct Output: Encodable {
        var title: String
        var panels: [PanelOutput]
    }

    private struct PanelOutput: Encodable {
        var title: String
        /// Why the panel has no values; nil if it has.
        var problem: String?
        var series: [SeriesOutput]
        var lines: [String]?
    }

    private struct SeriesOutput: Encodable {
        var name: String
        var labels: [String: String]
        /// As the panel shows it, with its unit.
        var text: String
        /// Seconds since 1970, and the value; null where it is not a number.
        var values: [[Double?]]
    }

    static func render(_ dashboard: Dashboard, _ data: [PanelData]) throws -> String {
        let panels = zip(dashboard.panels, data).filter { $0.0.kind != .row }.map(output)
        return try JSONText.render(Output(title: dashboard.title, panels: panels))
    }

    private static func output(_ panel: Panel, _ data: PanelData) -> PanelOutput {
        var output = PanelOutput(title: panel.title, series: [])
        if case .unsupported(let reason) = panel.kind { output.problem = "not drawn: \(reason)" }
        switch data {
        case .none: break
        case .failed(let reason): output.problem = reason
        case .lines(let lines): output.lines = lines
        case .series(let series):
            let format = ValueFormat(panel)
            output.series = series.map { series in
                SeriesOutput(
                    name: series.name,
                    labels: series.labels,
                    text: series.reduced(panel.reduction).map(format.text) ?? "",
                    values: series.samples.map { [$0.time, $0.value.isFinite ? $0.value : nil] }
                )
            }
        }
        return output
    }
}
