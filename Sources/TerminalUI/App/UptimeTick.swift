import Alerting
import ControlAPI
import FoundationEssentials

/// The delay until a displayed time changes by itself. If none does, no timer runs.
enum UptimeTick {
    static func delay(for model: AppModel) -> Duration? {
        guard model.appearance.showsMetrics, let stack = model.stack, model.connection.isConnected,
            model.past == nil
        else { return nil }
        let layout = model.layout
        var starts: [Date] = []
        if layout.header != nil { starts.append(stack.supervisor.startedAt) }
        if layout.services != nil {
            for service in stack.services {
                let shown = ServicePresentation(service, glyphs: model.appearance.glyphs)
                if shown.isActive, let startedAt = service.startedAt { starts.append(startedAt) }
            }
        }
        if layout.logs != nil, model.tab == AlertsPane.tab {
            starts += model.alerts.rows.compactMap { $0.alert?.activeAt }
        }
        var resets: [Date] = []
        if layout.firms != nil { resets = stack.data?.firms.compactMap(\.resetAt) ?? [] }
        // All of them count whole clock seconds and so change together, at most once a second.
        let fraction = model.now.timeIntervalSince1970 - model.now.timeIntervalSince1970.rounded(.down)
        let changes =
            starts.map { Formatting.uptimeChange(afterSeconds: Formatting.seconds(from: $0, to: model.now)) }
            + resets.map { Formatting.agoChange(afterSeconds: Formatting.seconds(from: $0, to: model.now)) }
        return changes.min().map { .seconds(max(Double($0) - fraction, 0.01)) }
    }
}
