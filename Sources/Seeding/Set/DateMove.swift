import Foundations

/// How `--as-of` moves the dates of the CSV files.
enum DateMove: String, CaseIterable, Sendable {
    /// Moves by the days between the manifest's `as_of` and the given day. What was due tomorrow still is.
    case days
    /// Moves by the whole number of weeks closest to the years between the two days. Dates keep their weekday and,
    /// within three days, their place in the year. Which of them are past or future then depends on the day.
    case years

    /// Returns the number of days by which dates move.
    func shift(from: CalendarDay, to: CalendarDay) -> Int {
        switch self {
        case .days: return to.number - from.number
        case .years:
            let (_, month, day) = to.fields
            // The same day in the year of the files, with 28 February for 29 February if needed.
            let twin =
                CalendarDay(year: from.fields.year, month: month, day: day)
                ?? CalendarDay(year: from.fields.year, month: month, day: day - 1)
            guard let twin else { return 0 }
            let days = to.number - twin.number
            return (days + (days > 0 ? 3 : -3)) / 7 * 7
        }
    }
}
