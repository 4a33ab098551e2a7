import Foundations
import Testing

@testable import Seeding

@Suite struct DateMoveTests {
    private static let standing = "2026-03-16"

    private func moved(_ move: DateMove, to day: String, _ date: String = standing) throws -> CalendarDay {
        let (from, to) = (try #require(CalendarDay(Self.standing)), try #require(CalendarDay(day)))
        return CalendarDay(number: try #require(CalendarDay(date)).number + move.shift(from: from, to: to))
    }

    @Test(arguments: ["2026-03-16", "2026-03-17", "2027-03-17", "2020-02-29"])
    func daysMoveByTheDaysBetween(day: String) throws {
        #expect(try moved(.days, to: day).text == day)
    }

    @Test(arguments: ["2026-01-01", "2026-03-17", "2026-12-31"]) func yearsDoNotMoveWithinTheYear(day: String) throws {
        #expect(try moved(.years, to: day).text == Self.standing)
    }

    @Test func yearsKeepTheWeekdayAndThePlaceInTheYear() throws {
        for year in 1900...2200 {
            for day in ["01-01", "02-28", "03-01", "06-30", "12-31"] {
                let moved = try moved(.years, to: "\(year)-\(day)", "2026-04-15")
                let twin = try #require(CalendarDay(year: year, month: 4, day: 15))
                #expect((moved.number - (try #require(CalendarDay("2026-04-15")).number)) % 7 == 0)
                #expect(abs(moved.number - twin.number) <= 4, "\(year)-\(day)")
            }
        }
    }

    @Test func leapDayStandsWhereTheLastOfFebruaryDoes() throws {
        #expect(try moved(.years, to: "2028-02-29") == moved(.years, to: "2028-02-28"))
    }

    @Test func fieldsAreThoseOfTheText() throws {
        for text in ["0001-01-01", "1999-12-31", "2024-02-29", "2100-03-01"] {
            let day = try #require(CalendarDay(text))
            let (year, month, number) = day.fields
            #expect(CalendarDay(year: year, month: month, day: number) == day)
            #expect(day.text == text)
        }
    }
}

@Suite struct AsOfDayTests {
    @Test func todayIsADay() throws {
        #expect(CalendarDay(try AsOfDay.resolve("today")) != nil)
    }

    @Test(arguments: ["1900-01-01", "2028-02-29", "2999-12-31"]) func daysInRangeAreTaken(text: String) throws {
        #expect(try AsOfDay.resolve(text) == text)
    }

    @Test(arguments: ["0001-01-01", "1899-12-31", "3000-01-01", "9999-12-31"])
    func daysOutOfRangeAreRefusedWithTheRange(text: String) {
        let error = #expect(throws: SeedingError.self) { try AsOfDay.resolve(text) }
        #expect(error?.remedy == "give a day from 1900-01-01 to 2999-12-31")
    }

    @Test(arguments: ["", "Today", "2026-02-30", "2026-3-1", "16.03.2026", "-2026-03-16", "10000-01-01"])
    func whatIsNoDayIsRefused(text: String) {
        let error = #expect(throws: SeedingError.self) { try AsOfDay.resolve(text) }
        #expect(error?.message == "invalid day '\(text)'")
    }
}
