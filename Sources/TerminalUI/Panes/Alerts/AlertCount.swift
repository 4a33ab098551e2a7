import Alerting

/// How many alerts fire, by severity.
struct AlertCount {
    private var counts: [(severity: AlertSeverity, count: Int)]
    private let silenced: Int

    /// Counts the alerts; nil if none fires.
    init?(_ alerts: AlertsPane) {
        let firing = alerts.firing
        guard !firing.loud.isEmpty || firing.silenced > 0 else { return nil }
        let groups = Dictionary(grouping: firing.loud) { AlertSeverity($0.severity) }
        counts = groups.map { ($0.key, $0.value.count) }.sorted { $0.severity < $1.severity }
        silenced = firing.silenced
    }

    /// Returns the count for the header, in wordings from longest to shortest.
    func wordings(_ theme: Theme) -> [StyledLine] {
        guard let worst = counts.first else { return [summary(theme, withNoun: true)] }
        let style = theme[worst.severity.role]
        var words = StyledLine("alerts: ", style)
        var all = words
        words.append(summary(theme, withSilenced: false))
        all.append(summary(theme))
        let total = counts.reduce(0) { $0 + $1.count }
        return (silenced > 0 ? [all] : []) + [
            words, summary(theme, withNoun: true), summary(theme, withSilenced: false),
            StyledLine(Formatting.counted(total, "alert"), style),
        ]
    }

    /// Returns a line such as `1 critical, 2 high, 1 silenced`.
    /// - Parameter withNoun: Whether one count alone says what it counts, as in `2 high alerts`; without the silenced.
    func summary(_ theme: Theme, withSilenced: Bool = true, withNoun: Bool = false) -> StyledLine {
        var line = StyledLine()
        for (severity, count) in counts {
            if !line.spans.isEmpty { line.append(", ", theme[.muted]) }
            line.append("\(count) \(LogSanitizer.plain(severity.name))", theme[severity.role])
            if withNoun, counts.count == 1 { line.append(count == 1 ? " alert" : " alerts", theme[severity.role]) }
        }
        if withNoun, line.spans.isEmpty {
            line.append("\(Formatting.counted(silenced, "alert")) silenced", theme[.muted])
        } else if withSilenced, !withNoun, silenced > 0 {
            line.append("\(line.spans.isEmpty ? "" : ", ")\(silenced) silenced", theme[.muted])
        }
        return line
    }
}
