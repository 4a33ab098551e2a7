/// A day of the proleptic Gregorian calendar, as the number of days since 1970-01-01.
package struct CalendarDay: Hashable, Sendable {
    package var number: Int

    /// Parses a day of the form `yyyy-mm-dd`.
    package init?(_ text: some StringProtocol) {
        var bytes = text.utf8.makeIterator()
        var fields = [0, 0, 0]
        for (index, width) in [4, 2, 2].enumerated() {
            for _ in 0..<width {
                guard let byte = bytes.next(), (48...57).contains(byte) else { return nil }
                fields[index] = fields[index] * 10 + Int(byte - 48)
            }
            if index < 2, bytes.next() != UInt8(ascii: "-") { return nil }
        }
        guard bytes.next() == nil else { return nil }
        self.init(year: fields[0], month: fields[1], day: fields[2])
    }

    /// Fails if the calendar has no such day.
    package init?(year: Int, month: Int, day: Int) {
        guard (1...12).contains(month), day >= 1, day <= Self.length(ofMonth: month, year: year) else { return nil }
        // Years start in March, so that the leap day is the last day of a year. Source: H. Hinnant, days_from_civil.
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        number = era * 146_097 + dayOfEra - 719_468
    }

    package init(number: Int) { self.number = number }

    package var fields: (year: Int, month: Int, day: Int) {
        let days = number + 719_468
        let era = (days >= 0 ? days : days - 146_096) / 146_097
        let dayOfEra = days - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }

    /// The day as `yyyy-mm-dd`.
    package var text: String {
        let (year, month, day) = fields
        func padded(_ value: Int, _ width: Int) -> String {
            let digits = String(value)
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
        return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
    }

    private static func length(ofMonth month: Int, year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}
