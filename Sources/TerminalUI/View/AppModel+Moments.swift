import FoundationEssentials

/// Texts for past moments. They count up with metrics and stay fixed without.
extension AppModel {
    /// Returns `3m12s`, or `14:02` without metrics; at most six columns.
    func uptime(since date: Date) -> String {
        guard appearance.showsMetrics else { return moment(date) }
        return Formatting.uptime(seconds: Formatting.seconds(from: date, to: now))
    }

    /// Returns `2 min ago`, or `at 14:02` without metrics.
    func ago(_ date: Date) -> String {
        guard appearance.showsMetrics else { return "at \(moment(date))" }
        return Formatting.ago(seconds: Formatting.seconds(from: date, to: now))
    }

    private func moment(_ date: Date) -> String {
        Formatting.moment(date, asOf: now, utcOffset: appearance.utcOffset)
    }
}
