import Dashboards
import Synchronization

@testable import TerminalUI

/// Dashboards whose figures a test gives.
struct DashboardScene {
    /// Minutes that end at 12:00 on 2026-01-01, UTC.
    static let noon = 1_767_268_800.0
    static let look = DashboardLook(theme: .monochrome, glyphs: .unicode)

    static func dashboard(_ title: String, panels: Int = 2, range: Int = 900) -> Dashboard {
        let panels = (0..<panels).map { index in
            var panel = Panel(
                id: index,
                title: "Panel \(index)",
                kind: .timeSeries,
                place: .init(x: 0, y: index * 8, width: 24, height: 8)
            )
            panel.targets = [.init(name: "A", expression: "v\(index)", legend: "", isInstant: false)]
            return panel
        }
        return Dashboard(title: title, uid: "", panels: panels, variables: [], range: range)
    }

    /// One series of samples that count from 0 at the window's start.
    static func counting(_ window: DashboardWindow) -> PanelData {
        let times = stride(from: window.start, through: window.end, by: window.step)
        let samples = times.enumerated().map { Series.Sample(time: $1, value: Double($0)) }
        return .series([Series(name: "count", labels: [:], target: "A", samples: samples)])
    }

    /// A shelf of dashboards that are named as they are titled.
    static func shelf(
        _ titles: [String],
        panel: @escaping @Sendable (Int, DashboardWindow) async -> PanelData = { counting($1) },
        opened: (@Sendable (String) -> Void)? = nil
    ) -> DashboardShelf {
        DashboardShelf { name in
            let name = name ?? titles[0]
            opened?(name)
            let open = OpenDashboard(dashboard(name), panel: panel) { window in
                [FiringAlert(name: "Slow", severity: "critical", periods: [window.end - 300...window.end - 200])]
            }
            return DashboardShelf.Answer(names: titles, name: name, .success(open))
        }
    }

    /// A model of an open dashboard at noon whose panels are answered.
    static func model(_ dashboard: Dashboard = dashboard("One"), answered: Bool = true) -> DashboardModel {
        var model = DashboardModel(look: look, hasLogs: true)
        _ = model.apply(.clock(now: noon + 2, uptime: .seconds(100), utcOffset: 0))
        _ = model.resume()
        _ = model.apply(.screen(.resized(Size(width: 100, height: 20))))
        let open = OpenDashboard(dashboard, panel: { _, _ in .none }, alerts: { _ in nil })
        let answer = DashboardShelf.Answer(names: ["one", "two"], name: "one", .success(open))
        _ = model.apply(.opened(answer, id: model.opening?.id ?? 0))
        let effects = model.requests()
        if answered { model.answer(effects) }
        return model
    }
}

extension DashboardModel {
    /// Answers questions with series that count.
    mutating func answer(_ effects: [DashboardEffect]) {
        for case .ask(let panel, let window, let id) in effects {
            _ = apply(.answered(panel: panel, DashboardScene.counting(window), window, id: id))
        }
    }

    mutating func press(_ names: String...) -> [DashboardEffect] {
        names.flatMap { name in
            KeyPress(name: name).map { apply(.screen(.key($0))) } ?? []
        }
    }
}
