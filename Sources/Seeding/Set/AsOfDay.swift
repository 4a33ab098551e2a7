import Glibc

/// The day of `--as-of`: `yyyy-mm-dd`, or `today`.
enum AsOfDay {
    /// Days that every date of a seed can be moved to and still be one: PostgreSQL and people write years in four digits,
    /// and a story reaches some decades back.
    static let range = "1900-01-01"..."2999-12-31"

    /// The day as `yyyy-mm-dd`.
    static func resolve(_ text: String) throws(SeedingError) -> String {
        if text == "today" { return today }
        guard CalendarDay(text) != nil else {
            throw SeedingError(.unknownName, "invalid day '\(text)'", remedy: "give it as yyyy-mm-dd, or today")
        }
        guard range.contains(text) else {
            throw SeedingError(
                .unknownName,
                "'\(text)' is out of range",
                remedy: "give a day from \(range.lowerBound) to \(range.upperBound)"
            )
        }
        return text
    }

    /// In the time zone of this machine.
    private static var today: String {
        var now = time(nil)
        var fields = tm()
        localtime_r(&now, &fields)
        let (year, month) = (Int(fields.tm_year) + 1900, Int(fields.tm_mon) + 1)
        return CalendarDay(year: year, month: month, day: Int(fields.tm_mday))?.text ?? "1970-01-01"
    }
}
