import ControlAPI
import ControlClient
import Dashboards
import Diagnostics
import Foundations
import LogAnalysis
import Monitoring
import StackHost
import TerminalUI

/// The dashboards of a stack, with figures from its Prometheus and lines from its logs.
struct StackDashboards: Sendable {
    /// How many lines a panel of logs shows at most.
    private static let mostLines = 200
    /// How long a panel on the screen may wait. The screen says that it does.
    private static let patience = Duration.seconds(30)

    let client: ControlClient
    /// Chosen values of variables, by name.
    var variables: [String: [String]] = [:]

    /// - Parameter texts: `NAME=VALUE`; several values of a name are separated by commas.
    static func variables(_ texts: [String]) -> [String: [String]] {
        texts.reduce(into: [:]) { chosen, text in
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            chosen[String(parts[0])] = parts[1].split(separator: ",").map(String.init)
        }
    }

    // MARK: Once

    /// Returns what each panel shows and the alerts, once all is known.
    func figures(
        of dashboard: Dashboard,
        in snapshot: StackSnapshot,
        _ window: DashboardWindow
    ) async throws(CommandFailure) -> ([PanelData], [FiringAlert]) {
        let prometheus = PrometheusClient(address: try snapshot.prometheusAddress())
        let queries = DashboardQueries(prometheus, dashboard)
        let chosen: [String: [String]]
        do throws(MonitoringError) { chosen = try await queries.variables(variables) } catch {
            throw CommandFailure(error, as: .unavailable)
        }
        async let alerts = try? queries.alerts(window.times)
        let data = await queries.data(chosen, window.times) { [client] selector in
            await Self.lines(selector, client, window)
        }
        return (data, await alerts ?? [])
    }

    // MARK: On a screen

    /// - Parameter memory: Remembers the dashboard seen last.
    func shelf(_ memory: TerminalMemory) -> DashboardShelf {
        DashboardShelf { name in await open(name, memory) }
    }

    private func open(_ name: String?, _ memory: TerminalMemory) async -> DashboardShelf.Answer {
        let snapshot: StackSnapshot
        do { snapshot = try await client.snapshot() } catch {
            let message = (error as? ControlError)?.message ?? "\(error)"
            return DashboardShelf.Answer(names: [], name: name, .failure(DashboardProblem(message)))
        }
        let folder = DashboardFolder(snapshot.project)
        let names = folder.names
        let last = memory.dashboard.flatMap { names.contains($0) ? $0 : nil }
        guard let name = name ?? last ?? names.first else {
            let problem = DashboardProblem(
                "there are no dashboards in \(folder.path)",
                remedy: "put Grafana's JSON files there, or name one: cpadev dashboard FILE"
            )
            return DashboardShelf.Answer(names: [], name: nil, .failure(problem))
        }
        let isOfFolder = names.contains(name)
        if isOfFolder { memory.save(dashboard: name) }
        let result: Result<OpenDashboard, DashboardProblem>
        do throws(CommandFailure) {
            result = .success(try await open(try folder.dashboard(name), snapshot))
        } catch { result = .failure(DashboardProblem(error.message, remedy: error.hint)) }
        return DashboardShelf.Answer(names: isOfFolder ? names : [], name: name, result)
    }

    private func open(_ dashboard: Dashboard, _ snapshot: StackSnapshot) async throws(CommandFailure) -> OpenDashboard {
        let address = try snapshot.prometheusAddress()
        let chosen: [String: [String]]
        do throws(MonitoringError) {
            chosen = try await DashboardQueries(PrometheusClient(address: address), dashboard).variables(variables)
        } catch { throw CommandFailure(error, as: .unavailable) }
        let queries = DashboardQueries(PrometheusClient(address: address, limit: Self.patience), dashboard)
        return OpenDashboard(dashboard) { [client] index, window in
            await queries.panel(index, chosen, window.times) { await Self.lines($0, client, window) }
        } alerts: { window in
            try? await queries.alerts(window.times)
        }
    }

    /// Returns the lines of a panel of logs.
    static func lines(
        _ selector: LogSelector,
        _ client: any StackControl,
        _ window: DashboardWindow
    ) async -> PanelData {
        var query = LogQuery(services: selector.service.map { [$0] } ?? [], follow: false)
        query.tail = mostLines
        query.filter.since = Int64(window.start * 1e9)
        query.filter.until = Int64(window.end * 1e9)
        if let text = selector.text { query.filter.pattern = LogPattern(text, kind: .literal, case: .sensitive) }
        do {
            var lines: [String] = []
            for try await batch in try await client.logs(query) { lines += batch.lines.map(\.text) }
            return .lines(lines)
        } catch { return .failed("the log cannot be read: \((error as? ControlError)?.message ?? "\(error)")") }
    }
}

extension DashboardWindow {
    fileprivate var times: DashboardQueries.Times { DashboardQueries.Times(from: start, to: end, step: step) }
}
