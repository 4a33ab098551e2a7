import ControlAPI
import ControlClient
import Dashboards
import Foundations
import Monitoring
import StackHost
import TerminalUI

/// The dashboards of recordings.
enum RecordedDashboards {
    /// How many samples of each series a recording has at most.
    private static let samples = 400.0

    /// Asks for all dashboards of a stack as they are recorded.
    /// - Returns: also which are left out, and why.
    static func record(
        _ header: RecordingPart.Header,
        _ client: ControlClient
    ) async -> ([RecordedDashboard], problems: [String]) {
        guard let snapshot = try? await client.snapshot() else { return ([], ["dashboards: the supervisor is gone"]) }
        let folder = DashboardFolder(snapshot.project)
        let (window, dashboards) = (window(header), StackDashboards(client: client))
        var recorded: [RecordedDashboard] = []
        var problems: [String] = []
        for name in folder.names {
            do throws(CommandFailure) {
                let opened = try folder.opened(name)
                let (panels, alerts) = try await dashboards.figures(of: opened.dashboard, in: snapshot, window)
                recorded.append(
                    RecordedDashboard(
                        name: name,
                        text: opened.text,
                        end: window.end,
                        step: window.step,
                        // The lines are in the recording anyway.
                        panels: panels.map { if case .lines = $0 { .none } else { $0 } },
                        alerts: alerts
                    )
                )
            } catch { problems.append("the dashboard '\(name)': \(error.message)") }
        }
        return (recorded, problems)
    }

    private static func window(_ header: RecordingPart.Header) -> DashboardWindow {
        // Prometheus knows milliseconds, and answers for the times that it is asked for.
        let (start, end) = (Double(header.fromNs / 1_000_000_000), Double(header.toNs / 1_000_000_000))
        let step = RecordingStep.seconds(from: start, to: end, least: 5, most: samples)
        return DashboardWindow(start: start, end: end, step: step, utcOffset: WallClock.utcOffset(at: Int(end)))
    }

    /// Returns the dashboards of a recording for the screen; nil if it has none.
    static func shelf(_ recording: RecordedStack) -> DashboardShelf? {
        let names = recording.dashboards.map(\.name)
        guard let first = names.first else { return nil }
        return DashboardShelf { name in
            let name = name ?? first
            return DashboardShelf.Answer(names: names, name: name, open(name, recording))
        }
    }

    private static func open(_ name: String, _ recording: RecordedStack) -> Result<OpenDashboard, DashboardProblem> {
        guard let recorded = recording.dashboards.first(where: { $0.name == name }) else {
            return .failure(DashboardProblem("the recording has no dashboard '\(name)'"))
        }
        let dashboard: Dashboard
        do throws(DashboardError) { dashboard = try DashboardReader().read(recorded.text.utf8) } catch {
            return .failure(DashboardProblem("the dashboard '\(name)' of the recording: \(error.message)"))
        }
        let open = OpenDashboard(dashboard) { index, window in
            if case .logs(let selector) = dashboard.panels[index].kind {
                return await StackDashboards.lines(selector, recording, window)
            }
            return recorded.data(of: index, from: window.start, to: window.end, step: window.step)
        } alerts: { _ in
            recorded.alerts
        }
        return .success(open)
    }
}
