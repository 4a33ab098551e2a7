import Alerting

/// What fires, so that the next report shows what begins and ends.
struct AlertNews: Sendable {
    enum Change: Hashable, Sendable {
        case begins(AlertRule, AlertRule.Alert, isSilenced: Bool)
        /// It fired already when this client came.
        case firesAlready(AlertRule, AlertRule.Alert)
        case ends(AlertRule, AlertRule.Alert, isSilenced: Bool)
    }

    /// The firing alerts of each rule that is known. Several rules may have one name.
    private var firing: [String: [AlertRule.Alert]] = [:]
    private var isFirst = true

    /// Applies a report. A rule that Prometheus has not evaluated, or cannot, says nothing about its alerts.
    mutating func take(_ report: AlertReport) -> [Change] {
        guard let rules = report.rules.value else { return [] }
        var changes: [Change] = []
        defer { isFirst = false }
        for rule in rules {
            guard rule.isEvaluated, rule.problem == nil else {
                firing[rule.id] = firing[rule.id] ?? []
                continue
            }
            let now = rule.alerts.filter { $0.state == .firing }
            // Of the first report, nobody knows when its alerts began.
            let before = firing.updateValue(now, forKey: rule.id) ?? (isFirst ? nil : [])
            for alert in now where before?.contains(where: { $0.labels == alert.labels }) != true {
                let silenced = report.silence(of: alert) != nil
                changes.append(before == nil ? .firesAlready(rule, alert) : .begins(rule, alert, isSilenced: silenced))
            }
            for alert in before ?? [] where !now.contains(where: { $0.labels == alert.labels }) {
                changes.append(.ends(rule, alert, isSilenced: report.silence(of: alert) != nil))
            }
        }
        return changes
    }
}

extension AppModel {
    /// Applies the answer to a request about alerts.
    mutating func alertsAnswered(_ answer: AlertAnswer) {
        switch answer {
        case .report(let report, let servers):
            // Servers that are no longer asked may answer late.
            guard servers == alerts.servers else { return }
            alerts.take(report)
            for change in alerts.news.take(report) { note(change) }
        case .changed(let words): message = words
        }
    }

    /// Logs an alert that begins or ends as an event, and announces it.
    private mutating func note(_ change: AlertNews.Change) {
        let glyphs = appearance.glyphs
        switch change {
        case .begins(let rule, let alert, let isSilenced):
            let severity = AlertSeverity(alert.severity)
            let short = "\(severity.marker(glyphs)) \(rule.name) fires"
            let why = alert.summary.map { ": \($0)" } ?? ""
            log(alert, "\(rule.name) fires (\(severity.name))\(isSilenced ? ", silenced" : "")\(why)")
            // A silence is about not being disturbed.
            if isSilenced { return }
            announce(rule, alert, short: short, long: "\(short) (\(severity.name))\(why)", severity.level)
        case .firesAlready(let rule, let alert):
            let severity = AlertSeverity(alert.severity)
            let why = alert.summary.map { ": \($0)" } ?? ""
            log(alert, "\(rule.name) fires (\(severity.name)) since \(clock(alert.activeAt))\(why)")
        case .ends(let rule, let alert, let isSilenced):
            let labels = rule.alerts.isEmpty ? [:] : rule.distinctiveLabels(of: alert)
            let list = labels.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ", ")
            let words = "\(rule.name) no longer fires\(list.isEmpty ? "" : " for \(list)")"
            events.append(EventEntry(at: now, marker: glyphs.healthy, role: .healthy, words))
            if isSilenced { return }
            announce(rule, alert, short: "\(glyphs.healthy) \(words)", long: "\(glyphs.healthy) \(words)", nil)
        }
    }

    private mutating func log(_ alert: AlertRule.Alert, _ words: String) {
        let severity = AlertSeverity(alert.severity)
        events.append(EventEntry(at: now, marker: severity.marker(appearance.glyphs), role: severity.role, words))
    }

    /// - Parameter level: nil for an alert that ends.
    private mutating func announce(
        _ rule: AlertRule,
        _ alert: AlertRule.Alert,
        short: String,
        long: String,
        _ level: StatusMessage.Level?
    ) {
        let id = AlertRow.alert(rule, alert, nil).id
        message = announcements.take(
            alert: id,
            short: short,
            long: long,
            level,
            current: message,
            glyphs: appearance.glyphs
        )
    }

    /// Returns the request to ask other servers, or none, if those that run have changed.
    mutating func followAlerts() -> [Effect] {
        let wanted = connection.isConnected ? stack.flatMap(AlertServers.init) : nil
        return alerts.ask(wanted) ? [.alerts(.follow(wanted))] : []
    }
}
