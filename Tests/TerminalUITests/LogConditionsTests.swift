import FoundationEssentials
import LogAnalysis
import Testing

@testable import TerminalUI

@Suite struct LogConditionsTests {
    private func parse(_ text: String) throws -> LogConditions {
        try LogConditions(text, now: Fixtures.now, utcOffset: .zero)
    }

    @Test func everyConditionIsRead() throws {
        let conditions = try parse(
            "!GET  /health level:warning .status>=500 stream:err firm:mott-cpa since:10m -C3"
        )
        let now = Int64(Fixtures.now.timeIntervalSince1970) * 1_000_000_000
        #expect(
            conditions.filter
                == LogFilter(
                    pattern: LogPattern("GET /health"),
                    isInverted: true,
                    leastLevel: .warn,
                    streams: [.stderr],
                    since: now - 600_000_000_000,
                    fields: [".status>=500"],
                    words: ["mott-cpa"]
                )
        )
        #expect(conditions.context == 3)
    }

    @Test(arguments: [
        "", "could not reach", "!pool", "http://x", "a level:warn b", "\"level:warn\"", "\"two  spaces\"", "\"!a\"",
        "\"say \\\"x\\\"\"", "a|b stream:out stream:system", ".status>=500 .ms<3", ".", "...", "-Cx",
        "!\"a  b\" until:14:02",
        "a !b", "\"-C3\"", "word:x context:2",
    ])
    func whatIsWrittenBackMeansTheSame(_ text: String) throws {
        let conditions = try parse(text)
        #expect(try parse(conditions.text) == conditions)
    }

    @Test(arguments: [
        ("(", "missing closing parenthesis"), ("level:loud", "unknown level"), ("stream:x", "unknown stream"),
        ("since:soon", "invalid time"), ("context:999", "invalid number of lines"),
    ])
    func mistakesAreTold(_ text: String, _ words: String) {
        do {
            _ = try parse(text)
            Issue.record("\(text) was taken")
        } catch {
            #expect("\(error)".contains(words))
        }
    }

    @Test func levelGoesRound() {
        var conditions = LogConditions()
        var levels: [LogLevel?] = []
        for _ in 0..<5 {
            conditions.cycleLevel()
            levels.append(conditions.leastLevel)
        }
        #expect(levels == [.info, .warn, .error, nil, .info])
    }

    @Test(arguments: [
        ("12:01", -132.0), ("12:03:12", 0.0), ("12:04", -86_352.0), ("-10m", -600.0), ("1h30m", -5400.0),
        ("2024-03-01T12:00:00Z", -192.0), ("2024-03-01T13:00:00.5+01:00", -191.5), ("2024-03-01 12:03", -12.0),
        ("2024-03-01", -43_392.0),
    ])
    func timesAreRead(_ text: String, _ fromNow: Double) {
        let time = try? PastMoment.parse(text, now: Fixtures.now, utcOffset: .zero)
        let now = Int64(Fixtures.now.timeIntervalSince1970) * 1_000_000_000
        #expect(time == now + Int64(fromNow * 1e9))
    }

    @Test func clockIsLocal() {
        let time = try? PastMoment.parse("14:00", now: Fixtures.now, utcOffset: .seconds(7200))
        #expect(time == Int64(Fixtures.start.timeIntervalSince1970) * 1_000_000_000)
    }

    @Test(arguments: ["", "25:00", "12:60", "10", "m", "10x", "2024-13-01", "2024-03-01x", "12:00:", "٣m", "-"])
    func whatIsNoTimeIsRefused(_ text: String) {
        #expect(throws: FilterError.self) { try PastMoment.parse(text, now: Fixtures.now, utcOffset: .zero) }
    }
}
