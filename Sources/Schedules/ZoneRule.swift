/// What clocks show year after year: a standard time, and possibly a daylight-saving time between two days of the year.
///
/// Source: RFC 8536, section 3.3; POSIX.1-2017, section 8.3, `TZ`, such as `EST5EDT,M3.2.0,M11.1.0`.
struct ZoneRule: Hashable, Sendable {
    /// A day of every year, and a time on it.
    struct Date: Hashable, Sendable {
        enum Day: Hashable, Sendable {
            /// 1 to 365; 29 February is never counted.
            case withoutLeapDay(Int)
            /// 0 to 365.
            case ofYear(Int)
            /// The last week is 5. Sunday is 0.
            case ofMonth(Int, week: Int, weekday: Int)
        }

        var day: Day
        /// Seconds since midnight, possibly negative or more than a day.
        var seconds: Int

        /// The date in a year, in seconds since 1970 on the clock that it ends.
        func seconds(in year: Int) -> Int64 { number(in: year) * CivilTime.secondsPerDay + Int64(seconds) }

        private func number(in year: Int) -> Int64 {
            let newYear = CivilTime(year, 1, 1).dayNumber
            switch day {
            case .withoutLeapDay(let day):
                return newYear + Int64(day - 1) + (CivilTime.isLeap(year) && day >= 60 ? 1 : 0)
            case .ofYear(let day): return newYear + Int64(day)
            case .ofMonth(let month, let week, let weekday):
                let first = CivilTime(year, month, 1).dayNumber
                let shift = (weekday - CivilTime.weekday(ofDay: first) + 7) % 7
                let next = month == 12 ? CivilTime(year + 1, 1, 1).dayNumber : CivilTime(year, month + 1, 1).dayNumber
                var day = first + Int64(shift + 7 * (week - 1))
                while day >= next { day -= 7 }
                return day
            }
        }
    }

    struct Daylight: Hashable, Sendable {
        var offset: ZoneRules.Offset
        var start: Date
        var end: Date
    }

    var standard: ZoneRules.Offset
    var daylight: Daylight?

    func offset(at second: Int64) -> ZoneRules.Offset {
        // A year has at most one transition of each kind.
        let year = 366 * CivilTime.secondsPerDay
        return transitions(from: second - 2 * year, to: second).last?.offset ?? standard
    }

    /// Returns the transitions in a period, in ascending order.
    func transitions(from start: Int64, to end: Int64) -> [ZoneRules.Transition] {
        guard let daylight else { return [] }
        let years = CivilTime(seconds: start).year - 1...CivilTime(seconds: end).year + 1
        return years.flatMap { year in
            [
                ZoneRules.Transition(
                    at: daylight.start.seconds(in: year) - Int64(standard.seconds),
                    offset: daylight.offset
                ),
                ZoneRules.Transition(
                    at: daylight.end.seconds(in: year) - Int64(daylight.offset.seconds),
                    offset: standard
                ),
            ]
        }
        .filter { (start...end).contains($0.at) }
        .sorted { $0.at < $1.at }
    }
}
