/// The five fields of a cron line: minute, hour, day of month, month, day of week. Source: crontab(5).
package struct CronLine: Hashable, Sendable {
    private static let fieldNames = "minute, hour, day of month, month, day of week"
    /// 29 February may fall on a given day of the week only every 40 years.
    private static let farthestDay: Int64 = 41 * 366

    let minutes: CronField
    let hours: CronField
    let days: CronField
    let months: CronField
    let weekdays: CronField

    init(_ text: some StringProtocol) throws(ScheduleProblem) {
        let fields = text.split(whereSeparator: \.isWhitespace).map { Substring($0) }
        guard fields.count == 5 else {
            throw ScheduleProblem(
                "a cron line has five fields (\(Self.fieldNames)), not \(fields.count)",
                hint: fields.count == 6 ? "leave the seconds out" : "write it like '0 4 * * *'"
            )
        }
        minutes = try CronField(fields[0], .minute)
        hours = try CronField(fields[1], .hour)
        days = try CronField(fields[2], .dayOfMonth)
        months = try CronField(fields[3], .month)
        weekdays = try CronField(fields[4], .dayOfWeek)
        guard next(after: 0, in: .utc) != nil else {
            let hint = "no month among '\(fields[3])' has a day among '\(fields[2])'"
            throw ScheduleProblem("'\(fields.joined(separator: " "))' never happens", hint: hint)
        }
    }

    /// Returns the next time of the schedule.
    ///
    /// A time that clocks skip happens when they have been set forward. One that clocks show twice happens the first time.
    /// - Parameters:
    ///   - second: Seconds since 1970.
    ///   - zone: The time zone of the line.
    func next(after second: Int64, in zone: ZoneRules) -> Int64? {
        let today = zone.local(second).dayNumber
        // A skipped time of the day before may happen after its midnight.
        for day in (today - 1)...(today + Self.farthestDay) where matches(day: day) {
            if let first = next(after: second, onDay: day, in: zone) { return first }
        }
        return nil
    }

    /// Returns the first time of a day that is after a moment. Later times on clocks are never earlier moments.
    private func next(after second: Int64, onDay day: Int64, in zone: ZoneRules) -> Int64? {
        let (hours, minutes) = (hours.values, minutes.values)
        guard let lastMinute = minutes.last else { return nil }
        let midnight = CivilTime(dayNumber: day)
        func moment(_ hour: Int, _ minute: Int) -> Int64 {
            zone.second(of: CivilTime(midnight.year, midnight.month, midnight.day, hour, minute))
        }
        guard let hour = hours.first(where: { moment($0, lastMinute) > second }) else { return nil }
        return minutes.lazy.map { moment(hour, $0) }.first { $0 > second }
    }

    private func matches(day: Int64) -> Bool {
        let date = CivilTime(dayNumber: day)
        guard months.contains(date.month) else { return false }
        let (isDay, isWeekday) = (days.contains(date.day), weekdays.contains(CivilTime.weekday(ofDay: day)))
        // If both are restricted, either is enough.
        return days.isStar || weekdays.isStar ? isDay && isWeekday : isDay || isWeekday
    }
}
