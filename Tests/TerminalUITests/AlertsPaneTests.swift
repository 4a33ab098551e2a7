import Alerting
import ControlAPI
import Testing

@testable import TerminalUI

/// The alerts, their silences, and what the header says of them.
@Suite struct AlertsPaneTests {
    private func model(
        _ report: AlertReport? = Fixtures.troubledAlerts,
        _ services: [ServiceStatus] = Fixtures.monitoredServices,
        width: Int = 120
    ) -> AppModel {
        var model = AppModel(size: Size(width: width, height: 40), now: Fixtures.now)
        model.show(services, Fixtures.logs)
        if let report { model.tell(report) }
        model.press(.character("A"))
        return model
    }

    private func lines(_ model: AppModel) -> [String] {
        model.screen.text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    // MARK: The list

    @Test func worstAlertsComeFirstAndQuietRulesAreFolded() {
        let rows = model().alerts.rows
        #expect(rows.compactMap(\.rule?.name) == ["FailedLogins", "ApiLatency", "RedisMemory", "DiskUsage"])
        #expect(rows.last == .quiet(2))
    }

    @Test func spaceListsTheQuietRulesToo() {
        var model = model()
        model.press(.character(" "))
        #expect(model.alerts.rows.compactMap(\.rule?.name).suffix(2) == ["ApiErrorRate", "CertificateExpiry"])
        model.press(.character("G"))
        #expect(model.alerts.selectedRow?.rule?.name == "CertificateExpiry")
        model.press(.character(" "))
        #expect(model.alerts.rows.last == .quiet(2))
        #expect(model.alerts.rows.contains { $0.id == model.alerts.selected })
    }

    @Test func selectionStaysWithItsAlert() {
        var model = model(Fixtures.alertReport([Fixtures.redisMemory]))
        #expect(model.alerts.selectedRow?.rule?.name == "RedisMemory")
        model.tell(Fixtures.alertReport([Fixtures.failedLogins, Fixtures.redisMemory]))
        #expect(model.alerts.selectedRow?.rule?.name == "RedisMemory")
        model.tell(Fixtures.alertReport([Fixtures.failedLogins, Fixtures.rule("RedisMemory", "high")]))
        #expect(model.alerts.selectedRow?.rule?.name == "FailedLogins")
    }

    @Test func firstAlertIsSelected() {
        var model = model(Fixtures.alertReport([Fixtures.rule("RedisMemory", "high"), Fixtures.rule("Other", "high")]))
        #expect(model.alerts.selectedRow == .quiet(2))
        model.tell(Fixtures.alertReport([Fixtures.redisMemory, Fixtures.rule("Other", "high")]))
        #expect(model.alerts.selectedRow?.rule?.name == "RedisMemory")
    }

    @Test func detailsTellWhatIsKnown() {
        var model = model()
        var text = model.screen.text
        #expect(text.contains(" firing, by pagerduty to local"))
        #expect(text.contains("goes to    pagerduty"))
        model.press(.character("j"))
        #expect(model.screen.text.contains("problem    many-to-many matching not allowed"))
        model.press(.character("j"))
        text = model.screen.text
        #expect(text.contains("by dev: loading test data") && text.contains("instance=127.0.0.1:9121"))
        #expect(text.contains("condition  redismemory_used / redismemory_size > 0.8"))
    }

    @Test func clickSelectsARow() throws {
        var model = model()
        let area = try #require(model.layout.logs)
        let list = AlertsPane.room(of: area, in: model)
        _ = update(&model, .screen(.mouse(MouseEvent(.press, at: Point(x: list.x + 5, y: list.y + 2)))))
        #expect(model.alerts.selectedRow?.rule?.name == "RedisMemory")
    }

    @Test(arguments: [(20, 8), (40, 12), (60, 20), (80, 24), (160, 14), (200, 60)])
    func everySizeShowsTheWorstAlert(_ width: Int, _ height: Int) {
        var model = model()
        model.size = Size(width: width, height: height)
        #expect(model.screen.text.contains("Failed"))
    }

    @Test(arguments: ["\u{1B}[31mred\u{1B}[0m", "\u{202E}x\n\ty", "決算書🧾🧾", "e\u{301}\u{301}\u{301}", "", "\u{0}"])
    func namesAndTextsOfAnyKindStayInTheirPlace(_ text: String) {
        let alert = Fixtures.alert(text, text, text + text, [text: text])
        var report = Fixtures.alertReport([
            Fixtures.rule(text, text, alerts: [alert]), Fixtures.rule("b", text, problem: text),
        ])
        report.notifications = .unavailable(text, remedy: text)
        var model = model(report)
        for height in [3, 9, 14, 24, 60] {
            for width in [7, 40, 80, 150, 200] {
                model.size = Size(width: width, height: height)
                #expect(model.screen.isSound, "\(width)x\(height)")
                #expect(!model.screen.text.unicodeScalars.contains { $0.value < 32 && $0 != "\n" || $0 == "\u{202E}" })
            }
        }
    }

    // MARK: Why there is nothing

    @Test func emptyPaneSaysWhy() {
        #expect(model(nil, Fixtures.healthyServices).screen.text.contains("no Prometheus is part of the stack"))
        var stopped = Fixtures.monitoredServices
        stopped[9] = Fixtures.service("prometheus", .stopped)
        stopped[9].ports = [.init(host: "127.0.0.1", published: 9090, target: 9090)]
        #expect(model(nil, stopped).screen.text.contains("prometheus is not running: cpadev start prometheus"))
        #expect(model(nil).screen.text.contains("waiting for Prometheus' answer"))
        var broken = Fixtures.troubledAlerts
        broken.rules = .unavailable("Prometheus does not answer", remedy: "cpadev logs prometheus")
        #expect(model(broken).screen.text.contains("Prometheus does not answer; cpadev logs prometheus"))
        #expect(model(Fixtures.alertReport([])).screen.text.contains("Prometheus has no alerting rules"))
    }

    @Test func missingAlertmanagerConcernsSilencesAlone() {
        var report = Fixtures.troubledAlerts
        report.routing = .unavailable("alertmanager is not running", remedy: "cpadev start alertmanager")
        var model = model(report)
        #expect(model.screen.text.contains("FailedLogins"))
        #expect(model.screen.text.contains("silence    unknown: alertmanager is not running"))
        model.press(.character("m"))
        #expect(model.overlay == nil)
        #expect(model.message?.text == "alertmanager is not running; cpadev start alertmanager")
    }

    // MARK: Actions

    @Test func silenceIsAskedForWithATimeAndAComment() {
        var model = model()
        model.press(.character("m"))
        #expect(model.screen.text.contains("Silence FailedLogins"))
        model.press(KeyPress(.escape))
        #expect(model.overlay == nil)
        model.press(.character("m"), .control("u"))
        model.type("30x")
        #expect(model.press(KeyPress(.enter)).isEmpty)
        #expect(model.message?.text == "'30x' is not a time such as 30m, 1h30m or 2d, from 1m to 365d")
        model.press(KeyPress(.backspace))
        model.type("m")
        model.press(KeyPress(.tab))
        model.type("q is known")
        let effects = model.press(KeyPress(.enter))
        let length = SilenceLength("30m") ?? .proposed
        let request = AlertRequest.silence(
            rule: "FailedLogins",
            length,
            comment: "q is known",
            Fixtures.alertServers
        )
        #expect(effects == [.alerts(request)])
        #expect(model.overlay == nil)
    }

    @Test func proposedTimeIsAnHour() {
        var model = model()
        model.press(.character("m"))
        let request = AlertRequest.silence(
            rule: "FailedLogins",
            .proposed,
            comment: "",
            Fixtures.alertServers
        )
        #expect(model.press(KeyPress(.enter)) == [.alerts(request)])
        #expect(SilenceLength.proposed.seconds == 3600)
    }

    @Test func silenceIsEnded() {
        var model = model()
        #expect(model.press(.character("u")).isEmpty)
        #expect(model.message?.text == "it is not silenced")
        model.press(.character("j"), .character("j"))
        let request = AlertRequest.endSilences(["1"], rule: "RedisMemory", Fixtures.alertServers)
        #expect(model.press(.character("u")) == [.alerts(request)])
    }

    @Test func runbookIsShown() {
        var model = model()
        let request = AlertRequest.showRunbook("runbooks/failedlogins.md", directory: "/home/dev/cpa")
        #expect(model.press(KeyPress(.enter)) == [.alerts(request)])
        model.press(.character("G"))
        #expect(model.press(KeyPress(.enter)).isEmpty)
        #expect(model.alerts.showsQuiet)
    }

    // MARK: Who is asked

    @Test func onlyARunningPrometheusIsAsked() {
        var model = AppModel(size: Size(width: 120, height: 40), now: Fixtures.now)
        let without = update(&model, .stack(.snapshot(Fixtures.snapshot(Fixtures.healthyServices))))
        #expect(!without.contains { if case .alerts = $0 { true } else { false } })
        let with = update(&model, .stack(.snapshot(Fixtures.snapshot(Fixtures.monitoredServices, sequence: 8))))
        #expect(with.contains(.alerts(.follow(Fixtures.alertServers))))
        model.tell(Fixtures.troubledAlerts)
        let lost = update(&model, .connection(.reconnecting(reason: nil)))
        #expect(lost == [.alerts(.follow(nil))])
        // An answer that was under way.
        model.tell(Fixtures.troubledAlerts)
        #expect(model.alerts.report == nil)
    }

    // MARK: The header

    @Test func headerCountsBySeverity() {
        #expect(lines(model())[0].contains("alerts: 1 critical, 1 silenced"))
        let both = Fixtures.alertReport([Fixtures.redisMemory, Fixtures.failedLogins])
        #expect(lines(model(both))[0].contains("alerts: 1 critical, 1 high"))
        #expect(!lines(model(Fixtures.alertReport([Fixtures.rule("A", "high")])))[0].contains("alert"))
        for width in [80, 60] {
            let header = lines(model(both, width: width))[0]
            #expect(header.contains("1 critical, 1 high") || header.contains("2 alerts"), "\(width): \(header)")
        }
        #expect(lines(model(Fixtures.alertReport([Fixtures.redisMemory]), width: 80))[0].contains("1 high alert"))
        let silenced = Fixtures.alertReport([Fixtures.redisMemory], silences: [Fixtures.silence("RedisMemory")])
        #expect(lines(model(silenced, width: 80))[0].contains("1 alert silenced"))
        #expect(lines(model(Fixtures.troubledAlerts, width: 60))[0].contains("1 critical"))
        #expect(lines(model(Fixtures.troubledAlerts, width: 56))[0].contains("1 alert"))
    }
}
