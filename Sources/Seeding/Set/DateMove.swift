/// How another `--as-of` moves the dates of the CSV files.
enum DateMove: String, CaseIterable, Sendable {
    /// By the days between the manifest's `as_of` and the other day: what was due tomorrow still is.
    case days
    /// By whole weeks, as near as they come to the years between the two: dates keep their weekday and, within three
    /// days, their place in the year. What is done and what lies ahead then depends on the day.
    case years

    /// The days by which dates move.
    func shift(from: CalendarDay, to: CalendarDay) -> Int {
        switch self {
        case .days: return to.number - from.number
        case .years:
            let (_, month, day) = to.fields
            // The same day in the files' year; 29 February is its last one there.
            let twin =
                CalendarDay(year: from.fields.year, month: month, day: day)
                ?? CalendarDay(year: from.fields.year, month: month, day: day - 1)
            guard let twin else { return 0 }
            let days = to.number - twin.number
            return (days + (days > 0 ? 3 : -3)) / 7 * 7
        }
    }
}
