/// A date of the Gregorian calendar with a time of day, in no particular time zone.
package struct CivilTime: Hashable, Sendable {
    package var year: Int
    /// 1 to 12.
    package var month: Int
    /// 1 to 31.
    package var day: Int
    package var hour: Int
    package var minute: Int
    package var second: Int

    package init(_ year: Int, _ month: Int, _ day: Int, _ hour: Int = 0, _ minute: Int = 0, _ second: Int = 0) {
        (self.year, self.month, self.day) = (year, month, day)
        (self.hour, self.minute, self.second) = (hour, minute, second)
    }

    static let secondsPerDay: Int64 = 86_400

    /// - Parameter seconds: The seconds since 1970-01-01 00:00 on the same clock.
    package init(seconds: Int64) {
        let day = Self.floorDivide(seconds, Self.secondsPerDay)
        let rest = Int(seconds - day * Self.secondsPerDay)
        self.init(dayNumber: day)
        (hour, minute, second) = (rest / 3600, rest / 60 % 60, rest % 60)
    }

    /// The seconds since 1970-01-01 00:00 on the same clock.
    package var seconds: Int64 { dayNumber * Self.secondsPerDay + Int64(hour * 3600 + minute * 60 + second) }

    // MARK: Days. Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms"

    /// Midnight of a day, counted from 1970-01-01.
    init(dayNumber: Int64) {
        let shifted = dayNumber + 719_468
        let era = Self.floorDivide(shifted, 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let month = Int(monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9)
        let year = Int(yearOfEra + era * 400) + (month <= 2 ? 1 : 0)
        self.init(year, month, Int(dayOfYear - (153 * monthFromMarch + 2) / 5 + 1))
    }

    /// The days since 1970-01-01.
    var dayNumber: Int64 {
        let shiftedYear = Int64(month <= 2 ? year - 1 : year)
        let era = Self.floorDivide(shiftedYear, 400)
        let yearOfEra = shiftedYear - era * 400
        let monthFromMarch = Int64(month > 2 ? month - 3 : month + 9)
        let dayOfYear = (153 * monthFromMarch + 2) / 5 + Int64(day) - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    /// 0 for Sunday to 6 for Saturday.
    var weekday: Int { Self.weekday(ofDay: dayNumber) }

    static func weekday(ofDay dayNumber: Int64) -> Int { Int(dayNumber + 4 - floorDivide(dayNumber + 4, 7) * 7) }

    static func isLeap(_ year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

    private static func floorDivide(_ value: Int64, _ divisor: Int64) -> Int64 {
        let quotient = value / divisor
        return value % divisor < 0 ? quotient - 1 : quotient
    }
}
