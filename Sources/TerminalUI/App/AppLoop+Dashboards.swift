import ControlAPI
import FoundationEssentials
import Foundations

/// The dashboards on the screen of the application.
///
/// While they are shown, they draw and get the keys. All other messages change the model as always.
extension AppLoop.Run {
    /// Applies a message to the model, or passes it on to the dashboards.
    mutating func receive(_ message: Message, _ group: inout DiscardingTaskGroup) -> [Effect] {
        if case .screen(let event) = message, let dashboards {
            dashboards.post(.screen(event))
            guard event.concernsAll else { return [] }
        }
        if case .dashboardsLeft(let ending) = message { return leaveDashboards(ending, &group) }
        let effects = update(&model, message)
        if effects.contains(.showDashboards) { showDashboards(&group) }
        return effects
    }

    private mutating func showDashboards(_ group: inout DiscardingTaskGroup) {
        guard let shelf = loop.options.dashboards else { return }
        let appearance = model.appearance
        let look = DashboardLook(theme: appearance.theme, glyphs: appearance.glyphs)
        var start = leftDashboards ?? DashboardModel(look: look, hasLogs: true)
        start.look = look
        start.size = model.size
        start.recordingEnd = model.recordingEnd?.timeIntervalSince1970
        // Another moment than the dashboards were opened at.
        if dashboardsMomentNs != model.past?.momentNs {
            dashboardsMomentNs = model.past?.momentNs
            start.end = dashboardsMomentNs.map { Double($0) / 1e9 }
        }
        let inbox = DashboardInbox()
        dashboards = inbox
        let app = DashboardApp(shelf, screen: loop.screen, time: time, frameLog: loop.options.frameLog)
        group.addTask { [inbox, start, main = loop.inbox] in
            main.post(.dashboardsLeft(await app.run(inbox, start)))
        }
    }

    private mutating func leaveDashboards(
        _ ending: DashboardEnding,
        _ group: inout DiscardingTaskGroup
    ) -> [Effect] {
        let rest = dashboards?.drain() ?? []
        dashboards = nil
        leftDashboards = ending.model
        // The screen shows the dashboards.
        shown = nil
        var effects = update(&model, .dashboardsLeft(ending))
        // Keys that were pressed after the last one of the dashboards.
        for case .screen(let event) in rest where !event.concernsAll {
            effects += receive(.screen(event), &group)
        }
        return effects
    }
}

extension ScreenEvent {
    /// Whether both the application and the dashboards need to know.
    fileprivate var concernsAll: Bool {
        switch self {
        case .resized, .reported, .terminated: true
        case .key, .mouse, .pasted: false
        }
    }
}
