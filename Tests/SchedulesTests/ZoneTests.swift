import Foundation
import Testing

@testable import Schedules

/// What clocks of a zone show, and what schedules make of times that they skip or show twice.
@Suite struct ZoneTests {
    /// A zone without any recorded change, as in the small files of some systems.
    private static func zone(_ rule: String) throws -> ZoneRules {
        let rule = try #require(ZoneRuleParser.parse(rule))
        return ZoneRules(name: "test", initial: rule.standard, transitions: [], rule: rule)
    }

    private static func newYork() throws -> ZoneRules { try zone("EST5EDT,M3.2.0,M11.1.0") }

    /// The next times after a local midnight of standard time, as `day hour:minute offset`.
    private func times(_ line: String, _ zone: ZoneRules, after date: CivilTime, _ count: Int) throws -> [String] {
        let schedule = try Schedule(line)
        var second = date.seconds - Int64(zone.offset(at: date.seconds).seconds)
        return try (0..<count).map { _ in
            second = try #require(schedule.next(after: second, in: zone))
            let time = zone.local(second)
            return "\(time.day) \(time.hour):\(time.minute) \(zone.offset(at: second).abbreviation)"
        }
    }

    @Test func aTimeThatClocksSkipHappensWhenTheyHaveBeenSetForward() throws {
        let spring = CivilTime(2027, 3, 13)
        let times = try times("30 2 * * *", Self.newYork(), after: spring, 3)
        #expect(times == ["13 2:30 EST", "14 3:0 EDT", "15 2:30 EDT"])
    }

    @Test func severalSkippedTimesHappenOnce() throws {
        let spring = CivilTime(2027, 3, 14, 1, 30)
        let times = try times("*/20 2,3 * * *", Self.newYork(), after: spring, 4)
        #expect(times == ["14 3:0 EDT", "14 3:20 EDT", "14 3:40 EDT", "15 2:0 EDT"])
    }

    @Test func aTimeThatClocksShowTwiceHappensTheFirstTime() throws {
        let autumn = CivilTime(2026, 11, 1)
        let zone = try Self.newYork()
        #expect(try times("30 1 * * *", zone, after: autumn, 2) == ["1 1:30 EDT", "2 1:30 EST"])
        #expect(try times("30 0-2 * * *", zone, after: autumn, 3) == ["1 0:30 EDT", "1 1:30 EDT", "1 2:30 EST"])
    }

    @Test func theSouthernHemisphereHasItsSummerAcrossTheNewYear() throws {
        let zone = try Self.zone("AEST-10AEDT,M10.1.0,M4.1.0/3")
        #expect(zone.offset(at: CivilTime(2027, 1, 1).seconds).abbreviation == "AEDT")
        #expect(zone.offset(at: CivilTime(2027, 7, 1).seconds).abbreviation == "AEST")
        #expect(try times("30 2 * * *", zone, after: CivilTime(2027, 10, 2), 2) == ["2 2:30 AEST", "3 3:0 AEDT"])
    }

    @Test(arguments: [
        ("UTC0", 0, "UTC"), ("<+0545>-5:45", 20_700, "+0545"), ("EST5EDT,M3.2.0,M11.1.0", -18_000, "EST"),
        ("<-03>3<-02>,M3.5.0/-2,M10.5.0/-1", -10_800, "-03"), ("IST-1GMT0,M10.5.0,M3.5.0/1", 0, "GMT"),
    ])
    func rulesAreReadAsPOSIXDefinesThem(text: String, seconds: Int, name: String) throws {
        let zone = try Self.zone(text)
        #expect(zone.offset(at: CivilTime(2027, 1, 15).seconds) == .init(seconds: seconds, abbreviation: name))
    }

    @Test(arguments: [
        "", "E5", "EST", "EST5EDT", "EST5EDT,M3.2.0", "EST5EDT,M13.2.0,M11.1.0", "EST5EDT,M3.2.0,M11.1.0x",
    ])
    func whatIsNoRuleIsRefused(text: String) { #expect(ZoneRuleParser.parse(text) == nil) }

    @Test func daysOfTheYearCountTheLeapDayOrNot() throws {
        let zone = try Self.zone("AAA0BBB,J60/0,300/0")
        // 1 March in every year; day 300 is 27 October in a leap year and 28 October otherwise.
        #expect(zone.offset(at: CivilTime(2028, 2, 29, 23).seconds).abbreviation == "AAA")
        #expect(zone.offset(at: CivilTime(2028, 3, 1).seconds).abbreviation == "BBB")
        #expect(zone.offset(at: CivilTime(2028, 10, 27).seconds).abbreviation == "AAA")
        #expect(zone.offset(at: CivilTime(2027, 10, 27).seconds).abbreviation == "BBB")
    }

    // MARK: Files

    private static func read(_ path: String) -> [UInt8]? { FileManager.default.contents(atPath: path).map(Array.init) }

    /// Foundation and the C library know the same zones.
    @Test(arguments: ["America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia"])
    func filesOfTheSystemAgreeWithTheSystem(name: String) throws {
        guard Self.read("\(ZoneRules.defaultFolder)/\(name)") != nil else { return }
        let zone = try ZoneRules.find(name, read: Self.read)
        let system = try #require(TimeZone(identifier: name))
        for second in stride(from: Int64(0), through: 3_000_000_000, by: 1_234_567) {
            let expected = system.secondsFromGMT(for: Date(timeIntervalSince1970: Double(second)))
            #expect(zone.offset(at: second).seconds == expected, "\(name) at \(second)")
        }
    }

    @Test func aNameThatIsUnknownOrLeadsElsewhereIsRefused() {
        let database = ["/zones/UTC": [UInt8](), "/zones/bad": Array("TZif2".utf8)]
        for name in ["Amerika/New_York", "../etc/passwd", "", "/etc/passwd", "a//b", "a b"] {
            #expect { try ZoneRules.find(name, in: "/zones") { database[$0] } } throws: {
                ($0 as? ScheduleProblem)?.message == "unknown time zone '\(name)'"
            }
        }
        #expect { try ZoneRules.find("bad", in: "/zones") { database[$0] } } throws: {
            ($0 as? ScheduleProblem)?.message == "/zones/bad is not a file of the time zone database"
        }
    }

    @Test func aMissingDatabaseIsNamed() throws {
        #expect { try ZoneRules.find("Europe/Berlin", in: "/zones") { _ in nil } } throws: {
            ($0 as? ScheduleProblem)?.hint == "install Debian's package tzdata, or use UTC"
        }
        #expect(try ZoneRules.find("UTC", in: "/zones") { _ in nil } == .utc)
    }

    @Test func aFileThatIsCutOffIsRefusedWhereverItEnds() throws {
        guard let bytes = Self.read("\(ZoneRules.defaultFolder)/America/New_York") else { return }
        #expect(ZoneFile.parse(bytes, name: "x") != nil)
        // The rule behind the last block may be missing.
        for length in stride(from: 0, to: bytes.count - 100, by: 7) {
            #expect(ZoneFile.parse(Array(bytes[..<length]), name: "x") == nil, "\(length) bytes")
        }
    }
}
