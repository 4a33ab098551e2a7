package import Dashboards
import Foundations

/// Asks Prometheus for what a dashboard shows.
package struct DashboardQueries: Sendable {
    /// The most series of a panel that are kept. A query without a limit may find thousands.
    private static let mostSeries = 200

    private let prometheus: PrometheusClient
    private let dashboard: Dashboard
    private let gate: QueryGate

    package init(_ prometheus: PrometheusClient, _ dashboard: Dashboard, through gate: QueryGate = QueryGate()) {
        self.prometheus = prometheus
        self.dashboard = dashboard
        self.gate = gate
    }

    // MARK: Variables

    /// Returns the values of the dashboard's variables: the chosen ones, or those that the file has chosen, or all.
    /// - Parameter chosen: values by name.
    package func variables(_ chosen: [String: [String]] = [:]) async throws(MonitoringError) -> [String: [String]] {
        var values: [String: [String]] = [:]
        // A variable may use those before it.
        for variable in dashboard.variables {
            if let given = chosen[variable.name] {
                values[variable.name] = given
                continue
            }
            var options: [String] = []
            do { options = try await self.options(of: variable, values) } catch {
                // A query that Prometheus does not understand concerns the panels that use the variable.
                guard error.code == .refused else { throw error }
            }
            let former = variable.chosen.filter { options.contains($0) }
            if variable.includesAll, former.isEmpty {
                values[variable.name] = variable.allValue.map { [$0] } ?? options
            } else {
                values[variable.name] = former.isEmpty ? Array(options.prefix(1)) : former
            }
        }
        return values
    }

    private func options(
        of variable: DashboardVariable,
        _ values: [String: [String]]
    ) async throws(MonitoringError) -> [String] {
        let replace = Substitution(values, range: dashboard.range, step: 60)
        let found: [String]
        switch variable.source {
        case .values(let values): return values
        case .labelValues(let label, let selector):
            found = try await prometheus.values(ofLabel: replace(label), in: selector.map { replace($0) })
        case .query(let expression):
            guard !expression.isEmpty else { return [] }
            found = try await prometheus.values(of: replace(expression), at: WallClock.now).map(\.text)
        }
        return variable.filtered(found)
    }

    // MARK: Panels

    /// The times of a query, in seconds since 1970, and the distance of samples in seconds.
    package struct Times: Hashable, Sendable {
        package var start: Double
        package var end: Double
        package var step: Double

        package init(from start: Double, to end: Double, step: Double) {
            self.start = start
            self.end = end
            self.step = step
        }
    }

    /// Returns what each panel shows, once all is known. A query that fails concerns its panel alone.
    /// - Parameter lines: returns the log lines of a panel of logs.
    package func data(
        _ variables: [String: [String]],
        _ times: Times,
        lines: @escaping @Sendable (LogSelector) async -> PanelData
    ) async -> [PanelData] {
        await withTaskGroup(of: (Int, PanelData).self) { group in
            for index in dashboard.panels.indices {
                group.addTask { (index, await panel(index, variables, times, lines: lines)) }
            }
            var data = Array(repeating: PanelData.none, count: dashboard.panels.count)
            for await (index, found) in group { data[index] = found }
            return data
        }
    }

    /// Returns what one panel shows.
    package func panel(
        _ index: Int,
        _ variables: [String: [String]],
        _ times: Times,
        lines: @escaping @Sendable (LogSelector) async -> PanelData
    ) async -> PanelData {
        let panel = dashboard.panels[index]
        let replace = Substitution(
            variables,
            range: Int(times.end - times.start),
            step: Int(times.step.rounded(.up)),
            scrapeInterval: 5
        )
        switch panel.kind {
        case .row, .text, .unsupported: return .none
        case .logs(var selector):
            selector.service = selector.service.map { replace($0) }
            return await lines(selector)
        case .timeSeries, .stat, .gauge, .barGauge, .table: return await series(panel, replace, times)
        }
    }

    /// Returns the alerts that fired, by name.
    package func alerts(_ times: Times) async throws(MonitoringError) -> [FiringAlert] {
        let found = try await gate.pass { () async throws(MonitoringError) in
            let firing = #"ALERTS{alertstate="firing"}"#
            return try await prometheus.values(of: firing, from: times.start, to: times.end, step: times.step)
        }
        // An alert has a series for each set of labels.
        return Dictionary(grouping: found) { [$0.labels["alertname"] ?? "", $0.labels["severity"] ?? ""] }
            .map { key, series in
                FiringAlert(
                    name: key[0],
                    severity: key[1].isEmpty ? nil : key[1],
                    times: series.flatMap(\.samples).map(\.time),
                    step: times.step
                )
            }
            .sorted { ($0.name, $0.severity ?? "") < ($1.name, $1.severity ?? "") }
    }

    private func series(_ panel: Panel, _ replace: Substitution, _ times: Times) async -> PanelData {
        var series: [Series] = []
        do {
            for target in panel.targets {
                let expression = replace(target.expression)
                let isInstant = target.isInstant || panel.kind == .table
                let found = try await gate.pass { () async throws(MonitoringError) in
                    if isInstant { return try await prometheus.values(of: expression, at: times.end) }
                    return try await prometheus.values(
                        of: expression,
                        from: times.start,
                        to: times.end,
                        step: times.step
                    )
                }
                series += found.prefix(Self.mostSeries).map { raw in
                    Series(
                        name: replace(target.name(of: raw.labels)),
                        labels: raw.labels,
                        target: target.name,
                        samples: raw.samples
                    )
                }
            }
        } catch {
            let remedy = error.code == .garbled ? error.remedy.map { "; \($0)" } ?? "" : ""
            return .failed(error.message + remedy)
        }
        return .series(series)
    }
}

extension PrometheusClient.RawSeries {
    /// `name{label="value"} 1`, as `query_result` shows it to the regular expression of a variable.
    fileprivate var text: String {
        let list = labels.filter { $0.key != "__name__" }.sorted { $0.key < $1.key }
            .map { "\($0.key)=\"\($0.value)\"" }.joined(separator: ",")
        return "\(labels["__name__"] ?? ""){\(list)} \(samples.last?.value ?? 0)"
    }
}
