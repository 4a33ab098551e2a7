import ControlAPI

enum ProfileTable {
    static func render(_ profile: StartupProfile, _ terminal: Terminal) -> String {
        let total = max(profile.totalMs, 1)
        let barWidth = 32
        var table = TextTable(header: ["SERVICE", "WAITED", "STARTED", "READY", "OWN", ""])
        for entry in profile.entries {
            let own = entry.readyMs.map { $0 - entry.unblockedMs }
            table.add(
                .init(entry.service, entry.onCriticalPath ? .bold : nil),
                .init(time(entry.unblockedMs)),
                .init(entry.spawnedMs.map(time) ?? "-"),
                .init(entry.readyMs.map(time) ?? "-"),
                .init(own.map(time) ?? "-"),
                .init(bar(entry, total: total, width: barWidth), entry.onCriticalPath ? .yellow : .blue)
            )
        }
        let path = profile.criticalPath.joined(separator: " → ")
        return table.render(terminal)
            + "ready in \(time(profile.totalMs)); critical path \(time(profile.criticalPathMs)): \(path)\n"
    }

    /// Dots while the service waited, then blocks until it was ready.
    private static func bar(_ entry: StartupProfile.Entry, total: Double, width: Int) -> String {
        guard let ready = entry.readyMs else { return "" }
        let start = Int((entry.unblockedMs / total * Double(width)).rounded(.down))
        let end = max(start + 1, Int((ready / total * Double(width)).rounded(.up)))
        return String(repeating: "·", count: start)
            + String(repeating: "█", count: min(end, width) - min(start, width - 1))
    }

    static func time(_ milliseconds: Double) -> String {
        if milliseconds < 1000 { return "\(Int(milliseconds.rounded())) ms" }
        return "\((milliseconds / 10).rounded() / 100) s"
    }
}
