/// An alert and the periods in which it fired.
package struct FiringAlert: Hashable, Sendable, Codable {
    package var name: String
    /// The label `severity`, if the rule has it.
    package var severity: String?
    /// In seconds since 1970 and in order. A period begins and ends with a sample.
    package var periods: [ClosedRange<Double>]

    package init(name: String, severity: String?, periods: [ClosedRange<Double>]) {
        self.name = name
        self.severity = severity
        self.periods = periods
    }

    /// Creates an alert from the times at which any of its series had a sample.
    /// - Parameter step: The distance of samples in seconds. A longer gap ends a period.
    package init(name: String, severity: String?, times: some Sequence<Double>, step: Double) {
        var periods: [ClosedRange<Double>] = []
        for time in times.sorted() {
            if let last = periods.last, time - last.upperBound <= step * 1.5 {
                periods[periods.count - 1] = last.lowerBound...time
            } else {
                periods.append(time...time)
            }
        }
        self.init(name: name, severity: severity, periods: periods)
    }

    /// Whether it fired between two times.
    package func fired(from start: Double, to end: Double) -> Bool {
        periods.contains { $0.lowerBound <= end && $0.upperBound >= start }
    }
}
