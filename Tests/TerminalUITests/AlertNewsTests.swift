import Alerting
import ControlAPI
import Testing

@testable import TerminalUI

/// An alert that begins or ends to fire is announced once, and is among the events.
@Suite struct AlertNewsTests {
    private func model(_ report: AlertReport) -> AppModel {
        var model = AppModel(size: Size(width: 120, height: 40), now: Fixtures.now)
        model.show(Fixtures.monitoredServices)
        model.tell(report)
        return model
    }

    private let quiet = [Fixtures.rule("RedisMemory", "high"), Fixtures.rule("FailedLogins", "critical")]

    private func words(_ model: AppModel) -> [String] { model.events.all.map(\.text) }

    @Test func beginningAndEndAreAnnounced() {
        var model = model(Fixtures.alertReport(quiet))
        #expect(model.message == nil)
        let firing = Fixtures.alertReport([quiet[0], Fixtures.failedLogins])
        let effects = update(&model, .alerts(.report(firing, of: Fixtures.alertServers)))
        #expect(effects == [.ringBell])
        #expect(
            model.message
                == StatusMessage(.error, "✗ FailedLogins fires (critical): 14.2 failed logins in 15 minutes")
        )
        model.press(KeyPress(.down))
        model.tell(firing)
        #expect(model.message == nil)
        model.tell(Fixtures.alertReport(quiet))
        #expect(model.message == StatusMessage(.info, "● FailedLogins no longer fires"))
        #expect(
            words(model).suffix(2) == [
                "FailedLogins fires (critical): 14.2 failed logins in 15 minutes", "FailedLogins no longer fires",
            ]
        )
    }

    @Test func severalShareTheLine() {
        var model = model(Fixtures.alertReport(quiet))
        model.tell(Fixtures.alertReport([Fixtures.redisMemory, quiet[1]]))
        model.tell(Fixtures.alertReport([Fixtures.redisMemory, Fixtures.failedLogins]))
        #expect(model.message == StatusMessage(.error, "! RedisMemory fires · ✗ FailedLogins fires"))
    }

    @Test func whatFiredBeforeIsOnlyAnEvent() {
        let model = model(Fixtures.alertReport([Fixtures.redisMemory]))
        #expect(model.message == nil)
        #expect(words(model).last?.hasPrefix("RedisMemory fires (high) since ") == true)
    }

    @Test func rulesOfOneNameAreToldApart() {
        let both = [Fixtures.rule("FailedLogins", "warning"), Fixtures.failedLogins]
        var model = model(Fixtures.alertReport(both))
        let count = words(model).count
        // The one that does not fire ends nothing of the other.
        for _ in 0..<3 { model.tell(Fixtures.alertReport(both)) }
        #expect(words(model).count == count && model.message == nil)
        #expect(Set(model.alerts.rows.map(\.id)).count == model.alerts.rows.count)
    }

    @Test func silencedAlertDisturbsNobody() {
        var model = model(Fixtures.alertReport(quiet))
        let silenced = Fixtures.alertReport(
            [Fixtures.redisMemory, quiet[1]],
            silences: [Fixtures.silence("RedisMemory")]
        )
        #expect(update(&model, .alerts(.report(silenced, of: Fixtures.alertServers))).isEmpty)
        #expect(model.message == nil)
        #expect(words(model).last?.hasPrefix("RedisMemory fires (high), silenced: ") == true)
        model.tell(Fixtures.alertReport(quiet, silences: [Fixtures.silence("RedisMemory")]))
        #expect(model.message == nil)
        #expect(words(model).last == "RedisMemory no longer fires")
    }

    @Test func prometheusThatRestartsOrFailsEndsNoAlert() {
        var model = model(Fixtures.alertReport([Fixtures.redisMemory]))
        let count = model.events.count
        model.tell(Fixtures.alertReport([Fixtures.rule("RedisMemory", "high", isEvaluated: false)]))
        model.tell(Fixtures.alertReport([Fixtures.rule("RedisMemory", "high", problem: "parse error")]))
        var gone = Fixtures.alertReport([])
        gone.rules = .unavailable("Prometheus does not answer", remedy: nil)
        model.tell(gone)
        model.tell(Fixtures.alertReport([Fixtures.redisMemory]))
        #expect(model.events.count == count && model.message == nil)
    }

    @Test func alertAfterTheFirstEvaluationIsNew() {
        var model = model(Fixtures.alertReport([Fixtures.rule("RedisMemory", "high", isEvaluated: false)]))
        model.tell(Fixtures.alertReport([Fixtures.redisMemory]))
        #expect(model.message?.text.hasPrefix("! RedisMemory fires (high): ") == true)
        model.tell(Fixtures.alertReport([Fixtures.redisMemory, Fixtures.failedLogins]))
        #expect(model.message?.text.contains("✗ FailedLogins fires") == true)
    }

    @Test func endOfOneOfSeveralNamesIt() {
        let one = Fixtures.alert("DiskUsage", "high", "/a is 90% full", ["mountpoint": "/a"])
        let other = Fixtures.alert("DiskUsage", "high", "/b is 90% full", ["mountpoint": "/b"])
        var model = model(Fixtures.alertReport([Fixtures.rule("DiskUsage", "high", alerts: [one, other])]))
        model.tell(Fixtures.alertReport([Fixtures.rule("DiskUsage", "high", alerts: [other])]))
        #expect(model.message?.text == "● DiskUsage no longer fires for mountpoint=/a")
    }
}
