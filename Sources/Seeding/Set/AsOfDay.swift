import Foundations
import Glibc

/// The day given with `--as-of`: `yyyy-mm-dd` or `today`.
enum AsOfDay {
    /// The allowed days. They leave room for seed dates some decades apart, all of which need a four-digit year.
    static let range = "1900-01-01"..."2999-12-31"

    /// Returns the day as `yyyy-mm-dd`.
    static func resolve(_ text: String) throws(SeedingError) -> String {
        if text == "today" { return today }
        guard CalendarDay(text) != nil else {
            throw SeedingError(.unknownName, "invalid day '\(text)'", remedy: "use yyyy-mm-dd or today")
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

    /// The current day in the local time zone.
    private static var today: String {
        var now = time(nil)
        var fields = tm()
        localtime_r(&now, &fields)
        let (year, month) = (Int(fields.tm_year) + 1900, Int(fields.tm_mon) + 1)
        return CalendarDay(year: year, month: month, day: Int(fields.tm_mday))?.text ?? "1970-01-01"
    }
}
