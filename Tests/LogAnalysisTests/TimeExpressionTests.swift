import Glibc
import LogAnalysis
import Testing

@Suite struct TimeExpressionTests {
    /// 2026-03-16T14:30:15.5Z
    private static let now: Int64 = 1_773_671_415_500_000_000
    private static let second: Int64 = 1_000_000_000

    private func read(_ text: String) throws -> Int64 { try TimeExpression(text, now: Self.now).nanoseconds }

    @Test(
        arguments: [
            ("now", 0), ("0s", 0), ("10m", 600), ("1h30m", 5400), ("2d", 172_800), ("1w", 604_800), ("90s", 90),
            ("1.5h", 5400), ("10m ago", 600), (" 10m ", 600), ("1h 30m", nil), ("10", nil), ("10x", nil), ("-10m", 600),
            ("-1h30m", 5400), ("-", nil),
            ("m", nil), ("10m ago ago", nil), ("", nil), (" ", nil), ("99999999999999999999s", nil),
        ] as [(String, Int64?)]
    )
    func durationsCountBackFromNow(text: String, seconds: Int64?) {
        #expect((try? read(text)) == seconds.map { Self.now - $0 * Self.second })
    }

    @Test func smallUnitsAreTakenWhole() throws {
        #expect(try read("250ms") == Self.now - 250_000_000)
        #expect(try read("3us") == Self.now - 3000)
        #expect(try read("7ns") == Self.now - 7)
    }

    @Test(
        arguments: [
            ("2026-03-16T14:30:15.5Z", now), ("2026-03-16t14:30:15.500000000z", now), ("2026-03-16 14:30:15.5Z", now),
            ("2026-03-16T15:30:15.5+01:00", now), ("2026-03-16T07:00:15.5-0730", now),
            ("2026-03-16T14:30:15.500000001Z", now + 1), ("1970-01-01T00:00:00Z", 0), ("@0", 0),
            ("@1773671415.5", now), ("2024-02-29T00:00:00Z", 1_709_164_800_000_000_000),
            ("2026-13-16T14:30:15Z", nil), ("2026-02-30T00:00:00Z", nil), ("2026-02-29T00:00:00Z", nil),
            ("2100-02-29T00:00:00Z", nil), ("2026-04-31T00:00:00Z", nil), ("2026-02-30", nil),
            ("2026-03-16T24:30:15Z", nil), ("2026-03-16T14:30:15.Z", nil),
            ("2026-03-16TZ", nil), ("2026-03-16T14:30:15+1", nil), ("2026-3-16", nil), ("@", nil), ("14:00Z", nil),
            ("0001-01-01T00:00:00Z", nil), ("9999-01-01T00:00:00Z", nil),
        ] as [(String, Int64?)]
    )
    func momentsWithAnOffsetAreThose(text: String, expected: Int64?) {
        #expect((try? read(text)) == expected)
    }

    private func local(_ nanoseconds: Int64) -> tm {
        var seconds = time_t(nanoseconds / Self.second)
        var result = tm()
        localtime_r(&seconds, &result)
        return result
    }

    @Test(arguments: ["14:05", "today 14:05", "14:05:00", "today T14:05"])
    func aTimeOfDayIsTodaysInLocalTime(text: String) throws {
        guard text != "today T14:05" else {
            #expect(throws: FilterError.self) { try read(text) }
            return
        }
        let (time, now) = (local(try read(text)), local(Self.now))
        #expect(time.tm_hour == 14 && time.tm_min == 5 && time.tm_sec == 0)
        #expect(time.tm_yday == now.tm_yday && time.tm_year == now.tm_year)
    }

    @Test func yesterdayIsTheDayBefore() throws {
        let (time, midnight, now) = (local(try read("yesterday 23:30")), local(try read("yesterday")), local(Self.now))
        #expect(time.tm_yday == now.tm_yday - 1 && time.tm_hour == 23 && time.tm_min == 30)
        #expect(midnight.tm_yday == now.tm_yday - 1 && midnight.tm_hour == 0 && midnight.tm_min == 0)
    }

    @Test func aDateIsItsMidnightInLocalTime() throws {
        let time = local(try read("2026-03-15"))
        #expect(time.tm_year == 126 && time.tm_mon == 2 && time.tm_mday == 15 && time.tm_hour == 0)
        #expect(try read("2026-03-15T00:00") == read("2026-03-15"))
        #expect(try read("2026-03-15 00:00:00") == read("2026-03-15"))
    }

    @Test func whatIsWrongIsToldWithItsPlace() {
        #expect(throws: FilterError("10m later", at: 4, "invalid time", hint: TimeExpressionTests.hint)) {
            try read("10m later")
        }
        #expect(throws: FilterError("", at: 0, "missing time", hint: TimeExpressionTests.hint)) { try read("") }
    }

    private static let hint = "write 10m, 14:00, yesterday 14:00 or 2026-03-16T14:00:00Z"
}
