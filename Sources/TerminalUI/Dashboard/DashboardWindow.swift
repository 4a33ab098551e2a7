/// The time that a dashboard shows.
package struct DashboardWindow: Hashable, Sendable {
    /// The ranges to choose from, in seconds.
    static let ranges = [300, 900, 1800, 3600, 10_800, 21_600, 43_200, 86_400]
    /// The times that can be shown, in seconds since 1970. A clock may say anything.
    private static let times = 0.0...4e9

    /// Seconds since 1970.
    package var start: Double
    package var end: Double
    /// The distance of samples in seconds.
    package var step: Double
    /// The offset of local time from UTC, in seconds.
    package var utcOffset: Int

    package init(start: Double, end: Double, step: Double, utcOffset: Int) {
        self.start = start
        self.end = end
        self.step = step
        self.utcOffset = utcOffset
    }

    /// Creates a window with about one sample for every column of dots of the widest panel.
    package init(range: Int, end: Double, columns: Int, utcOffset: Int) {
        step = max(1, (Double(range) / Double(max(columns, 20) * 2)).rounded(.up))
        let earliest = Self.times.lowerBound + Double(range) + step
        let latest = end.isNaN ? earliest : min(max(end, earliest), Self.times.upperBound)
        // Samples stay where they are when the window moves.
        self.end = (latest / step).rounded(.down) * step
        start = self.end - Double(range)
        self.utcOffset = utcOffset
    }

    var length: Double { max(end - start, 1) }

    func contains(_ time: Double) -> Bool { time >= start && time <= end }

    /// The local time of day, with seconds if a short time is shown.
    func clock(_ time: Double) -> String {
        length < 600 ? preciseClock(time) : String(preciseClock(time).prefix(5))
    }

    /// The local time of day with seconds.
    func preciseClock(_ time: Double) -> String {
        let limit = Self.times.upperBound
        let seconds = (Int(min(max(time, -limit), limit)) + utcOffset) % 86_400
        let ofDay = seconds < 0 ? seconds + 86_400 : seconds
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(two(ofDay / 3600)):\(two(ofDay / 60 % 60)):\(two(ofDay % 60))"
    }

    /// The length in words, such as `15 min`.
    var lengthText: String {
        let seconds = Int(length)
        return seconds % 3600 == 0 ? "\(seconds / 3600) h" : "\(seconds / 60) min"
    }
}
