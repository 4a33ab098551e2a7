import FoundationEssentials

/// Moments of the past, in words that count up, or, without metrics, in words that stay as they are.
extension AppModel {
    /// `3m12s`, or `14:02`: at most six columns.
    func uptime(since date: Date) -> String {
        guard appearance.showsMetrics else { return moment(date) }
        return Formatting.uptime(seconds: Formatting.seconds(from: date, to: now))
    }

    /// `2 min ago`, or `at 14:02`.
    func ago(_ date: Date) -> String {
        guard appearance.showsMetrics else { return "at \(moment(date))" }
        return Formatting.ago(seconds: Formatting.seconds(from: date, to: now))
    }

    private func moment(_ date: Date) -> String {
        Formatting.moment(date, asOf: now, utcOffset: appearance.utcOffset)
    }
}
