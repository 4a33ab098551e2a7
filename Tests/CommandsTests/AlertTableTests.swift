import Alerting
import Foundation
import Testing

@testable import Commands

@Suite struct AlertTableTests {
    /// No terminal, so no colour.
    private let output = Terminal(descriptor: -1)
    private let now = Date(timeIntervalSince1970: 1_796_038_600)

    private func report(silences: [Silence] = [], firing: Bool = true) -> AlertReport {
        let labels = ["severity": "high", "channel": "slack"]
        let alert = AlertRule.Alert(
            state: .firing,
            labels: labels.merging(["alertname": "RedisMemory"]) { _, new in new },
            annotations: ["summary": "Redis uses 104.2% of its memory"],
            activeAt: now.addingTimeInterval(-12),
            value: "1.04e+00"
        )
        let rule = AlertRule(
            name: "RedisMemory",
            state: firing ? .firing : .inactive,
            labels: labels,
            expression: "x > 0.8",
            alerts: firing ? [alert] : []
        )
        return AlertReport(
            rules: .known([rule]),
            routing: .known(.init(alerts: [], silences: silences)),
            notifications: .known([])
        )
    }

    private var silence: Silence {
        Silence(
            id: "02f8a995",
            state: .active,
            matchers: [.init(name: "alertname", value: "RedisMemory")],
            startsAt: now,
            endsAt: now.addingTimeInterval(3600),
            author: "dev",
            comment: "loading"
        )
    }

    @Test func tableShowsTheSilence() {
        let plain = AlertTable.render(report(), all: false, now: now, output)
        #expect(
            plain == """
                ALERT        STATE   SEVERITY  CHANNEL  SINCE  SILENCED  SUMMARY
                RedisMemory  firing  high      slack    12 s   -         Redis uses 104.2% of its memory

                """
        )
        let silenced = AlertTable.render(report(silences: [silence]), all: false, now: now, output)
        #expect(silenced.contains("  12 s   until \(TimeStamp.local(silence.endsAt))  Redis uses"))
        #expect(AlertTable.render(report(firing: false), all: false, now: now, output).hasPrefix("no alert: 1 rule"))
    }

    @Test func jsonHasTheSilenceBesideTheRule() throws {
        let text = try AlertJSON.render(report(silences: [silence]))
        let list = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [[String: Any]])
        #expect(list.first?["name"] as? String == "RedisMemory")
        #expect((list.first?["silence"] as? [String: Any])?["author"] as? String == "dev")
        #expect(try !AlertJSON.render(report()).contains("silence\""))
    }

    @Test func failedTestShowsWhatPromtoolSaid() {
        let good = Promtool.Result(
            file: "rules/platform.yml",
            kind: .check,
            passed: true,
            output: "Checking rules/platform.yml\n  SUCCESS: 10 rules found\n"
        )
        #expect(good.text(output) == "ok      checked rules/platform.yml, 10 rules found\n")
        let bad = Promtool.Result(file: "a.yml", kind: .test, passed: false, output: "  FAILED:\n    exp: 1\n")
        #expect(bad.text(output) == "FAILED  tested a.yml\n          FAILED:\n            exp: 1\n")
    }

    @Test(arguments: [
        (["-f", "x.yml", "alerts"], ["alerts", "--file", "x.yml"]),
        (["-f", "x.yml", "alerts", "silence", "A"], ["alerts", "silence", "--file", "x.yml", "A"]),
        (["-f", "x.yml", "alerts", "--json"], ["alerts", "--file", "x.yml", "--json"]),
    ])
    func projectOptionsGoBehindTheSubcommand(_ given: [String], _ hoisted: [String]) {
        #expect(ArgumentHoisting.hoist(given) == hoisted)
    }
}
