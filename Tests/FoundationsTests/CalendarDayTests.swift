import Foundations
import Testing

@Suite struct CalendarDayTests {
    @Test func firstDayIsTheEpoch() { #expect(CalendarDay("1970-01-01")?.number == 0) }

    @Test(arguments: ["2026-03-16", "2024-02-29", "2000-02-29", "1899-12-31", "0001-01-01", "9999-12-31"])
    func textReadsBack(day: String) { #expect(CalendarDay(day)?.text == day) }

    @Test func everyDayFollowsTheOneBefore() throws {
        let first = try #require(CalendarDay("1999-12-31")?.number)
        for number in first..<first + 2000 {
            #expect(CalendarDay(CalendarDay(number: number).text)?.number == number)
        }
    }

    @Test(arguments: [
        "2025-02-29", "1900-02-29", "2026-13-01", "2026-00-10", "2026-04-31", "2026-1-1", "2026-01-011", "",
    ])
    func otherTextsAreNoDays(text: String) { #expect(CalendarDay(text) == nil) }
}
