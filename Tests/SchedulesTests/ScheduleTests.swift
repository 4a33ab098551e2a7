import Testing

@testable import Schedules

/// When schedules happen, and what is wrong with a text that is none.
@Suite struct ScheduleTests {
    /// The next times in UTC after a moment, as `month-day hour:minute`.
    private func times(_ text: String, after start: CivilTime, _ count: Int = 3) throws -> [String] {
        let schedule = try Schedule(text)
        var second = start.seconds
        return try (0..<count).map { _ in
            second = try #require(schedule.next(after: second, in: .utc))
            let time = CivilTime(seconds: second)
            return "\(time.month)-\(time.day) \(time.hour):\(time.minute)"
        }
    }

    /// A Monday.
    private static let start = CivilTime(2026, 11, 30, 22, 10, 30)

    @Test(arguments: [
        ("0 4 * * *", ["12-1 4:0", "12-2 4:0", "12-3 4:0"]),
        ("*/20 * * * *", ["11-30 22:20", "11-30 22:40", "11-30 23:0"]),
        ("15,45 22-23 * * *", ["11-30 22:15", "11-30 22:45", "11-30 23:15"]),
        ("0 8-18/5 * * *", ["12-1 8:0", "12-1 13:0", "12-1 18:0"]),
        ("0 0 1 jan,Jul *", ["1-1 0:0", "7-1 0:0", "1-1 0:0"]),
        ("0 0 * * fri-sun", ["12-4 0:0", "12-5 0:0", "12-6 0:0"]),
        ("0 0 * * 7", ["12-6 0:0", "12-13 0:0", "12-20 0:0"]),
        ("0 0 29 2 *", ["2-29 0:0", "2-29 0:0", "2-29 0:0"]),
        // Either of two restricted fields of the day is enough.
        ("0 0 13 * fri", ["12-4 0:0", "12-11 0:0", "12-13 0:0"]),
        // A field that begins with a star restricts the other.
        ("0 0 */2 * mon", ["12-7 0:0", "12-21 0:0", "1-11 0:0"]),
        ("@daily", ["12-1 0:0", "12-2 0:0", "12-3 0:0"]),
        ("@every 6h", ["12-1 0:0", "12-1 6:0", "12-1 12:0"]),
        ("@every 1h30m", ["11-30 22:30", "12-1 0:0", "12-1 1:30"]),
    ])
    func theNextTimes(text: String, expected: [String]) throws {
        #expect(try times(text, after: Self.start) == expected)
    }

    @Test func theTimeItselfIsNotNext() throws {
        let schedule = try Schedule("0 4 * * *")
        let four = CivilTime(2026, 12, 1, 4).seconds
        #expect(schedule.next(after: four - 1, in: .utc) == four)
        #expect(schedule.next(after: four, in: .utc) == four + 86_400)
    }

    @Test func leapDaysThatAreOnOneDayOfTheWeekAreFound() throws {
        #expect(try times("0 0 29 2 */7", after: Self.start, 1) == ["2-29 0:0"])
    }

    @Test func theLastTimeOfAPeriod() throws {
        let daily = try Schedule("0 4 * * *")
        let four = CivilTime(2026, 12, 1, 4).seconds
        #expect(daily.last(after: four - 86_400, through: four, in: .utc) == four)
        #expect(daily.last(after: four - 86_400, through: four - 1, in: .utc) == nil)
        #expect(daily.last(after: four, through: four + 5000, in: .utc) == nil)
        #expect(daily.last(after: 0, through: four + 5000, in: .utc) == four)
        #expect(try Schedule("* * * * *").last(after: 0, through: four + 59, in: .utc) == four)
        #expect(try Schedule("0 0 29 2 *").last(after: 0, through: four, in: .utc) == CivilTime(2024, 2, 29).seconds)
        let every = try Schedule("@every 10s")
        #expect(every.last(after: 100, through: 109, in: .utc) == nil)
        #expect(every.last(after: 100, through: 135, in: .utc) == 130)
    }

    @Test(arguments: [
        ("0 4 * *", "a cron line has five fields (minute, hour, day of month, month, day of week), not 4"),
        ("0 0 4 * * *", "a cron line has five fields (minute, hour, day of month, month, day of week), not 6"),
        ("", "a cron line has five fields (minute, hour, day of month, month, day of week), not 0"),
        ("60 4 * * *", "invalid minute '60'"),
        ("0 4 0 * *", "invalid day of month '0'"),
        ("0 4 * 1,foo *", "invalid month 'foo' in '1,foo'"),
        ("0 4 * * 8", "invalid day of week '8'"),
        ("0 -4 * * *", "invalid hour '' in '-4'"),
        ("0 4, * * *", "the hour '4,' has an empty item"),
        ("*/0 4 * * *", "the minute '*/0' has the step '0', which is not 1 or more"),
        ("5/10 4 * * *", "the minute '5/10' has a step without a range: '5/10'"),
        ("0 22-2 * * *", "the hour '22-2' has a range that ends before it begins: '22-2'"),
        ("0 4 31 4,jun *", "'0 4 31 4,jun *' never happens"),
        ("@evry 5m", "unknown schedule '@evry 5m'"),
        ("@reboot", "unknown schedule '@reboot'"),
        ("@every 5", "'5' is not an interval"),
        ("@every 0s", "the interval '0s' is not between 1 s and a year"),
        ("@every 367d", "the interval '367d' is not between 1 s and a year"),
        ("@every 99999999999999999999d", "'99999999999999999999d' is not an interval"),
    ])
    func whatIsWrongIsNamed(text: String, message: String) {
        #expect { try Schedule(text) } throws: { ($0 as? ScheduleProblem)?.message == message }
    }

    @Test(arguments: [
        ("0 0 4 * * *", "leave the seconds out"), ("5/10 4 * * *", "write 5-59/10"),
        ("0 22-2 * * *", "write 22-23,0-2"), ("0 4 * foo *", "the month is 1 to 12 or jan to dec"),
    ])
    func theHintSaysWhatToWrite(text: String, hint: String) {
        #expect { try Schedule(text) } throws: { ($0 as? ScheduleProblem)?.hint == hint }
    }

    @Test func theCalendarRunsBothWays() {
        for day in stride(from: Int64(-200_000), through: 200_000, by: 37) {
            let time = CivilTime(dayNumber: day)
            #expect(time.dayNumber == day)
        }
        #expect(CivilTime(1970, 1, 1).weekday == 4)
        #expect(CivilTime(seconds: -1) == CivilTime(1969, 12, 31, 23, 59, 59))
        #expect(CivilTime(2000, 2, 29).weekday == 2)
    }
}
