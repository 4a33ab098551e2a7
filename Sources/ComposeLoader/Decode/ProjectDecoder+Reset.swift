import ComposeModel
import OrderedCollections
import Schedules
import YAMLTree

extension ProjectDecoder {
    /// Decodes `x-cpadev.reset`.
    func reset(_ node: Node) -> ResetSettings? {
        guard let schedule = node["schedule"]?.string.flatMap({ try? Schedule($0) }) else { return nil }
        var settings = ResetSettings(schedule)
        if let zone = node["tz"], let name = zone.string {
            (settings.zoneName, settings.zoneLocation) = (name, zone.location)
        }
        func take(_ key: String, _ path: WritableKeyPath<ResetSettings, Duration>) {
            if let duration = node[key]?.string.flatMap(DurationText.parse) { settings[keyPath: path] = duration }
        }
        take("announce", \.announce)
        take("active_for", \.activeFor)
        take("postpone_up_to", \.postponeUpTo)
        take("catch_up", \.catchUp)
        settings.visits = (node["visits"]?.texts ?? [:]).map { ResetSettings.VisitLine(service: $0, text: $1) }
        return settings
    }
}
