import ControlAPI
import Testing

@testable import TerminalUI

/// A service that fails or recovers is announced once.
@Suite struct AnnouncementTests {
    private func model(_ services: [ServiceStatus] = Fixtures.healthyServices) -> AppModel {
        var model = AppModel(size: Size(width: 120, height: 40), now: Fixtures.now)
        model.show(services)
        return model
    }

    private func ended(_ name: String, _ restarts: Int) -> ServiceStatus {
        var status = Fixtures.service(name, .backoff)
        status.restarts = restarts
        status.lastExit = "exit code 1"
        return status
    }

    @Test func serviceThatEndsAgainAndAgainIsAnnouncedOnce() {
        var model = model()
        model.tell(.serviceChanged(ended("redis", 1)))
        #expect(model.message?.text == "✗ redis ended and is restarting: exit code 1")
        model.press(KeyPress(.down))
        for restarts in 2..<5 {
            model.tell(.serviceChanged(Fixtures.service("redis", .starting)))
            model.tell(.notice(.init(level: .warning, service: "redis", message: "ended; start \(restarts) in 1 s")))
            model.tell(.serviceChanged(ended("redis", restarts)))
            #expect(model.message == nil)
        }
        var over = Fixtures.service("redis", .gaveUp)
        over.reason = "exit code 1, 5 times in a row"
        model.tell(.serviceChanged(over))
        #expect(model.message?.text == "✗ redis gave up: exit code 1, 5 times in a row")
    }

    @Test func severalShareTheLine() {
        var model = model()
        model.tell(.serviceChanged(ended("redis", 1)))
        model.tell(.serviceChanged(Fixtures.troubledServices[7]))
        model.tell(.serviceChanged(Fixtures.healthyServices[1]))
        #expect(model.message == StatusMessage(.error, "✗ backend failed · ● redis has recovered"))
        model.press(KeyPress(.down))
        model.tell(.serviceChanged(Fixtures.healthyServices[7]))
        #expect(model.message == StatusMessage(.info, "● backend has recovered"))
    }

    @Test func whatWasBrokenFromTheBeginningIsAnnouncedOnlyWhenItRecovers() {
        var model = model(Fixtures.troubledServices)
        #expect(model.message == nil)
        model.tell(.serviceChanged(Fixtures.troubledServices[7]))
        #expect(model.message == nil)
        model.tell(.serviceChanged(Fixtures.healthyServices[7]))
        #expect(model.message?.text == "● backend has recovered")
    }

    @Test func failureAfterANewTryIsNewsAgain() {
        var model = model(Fixtures.troubledServices)
        model.tell(.serviceChanged(Fixtures.service("backend", .preparing)))
        model.tell(.serviceChanged(Fixtures.troubledServices[7]))
        #expect(model.message?.text.hasPrefix("✗ backend failed") == true)
    }

    @Test func stoppedServiceDoesNotRecover() {
        var model = model()
        model.tell(.serviceChanged(ended("redis", 1)))
        model.tell(.serviceChanged(Fixtures.service("redis", .stopped)))
        model.press(KeyPress(.down))
        model.tell(.serviceChanged(Fixtures.healthyServices[1]))
        #expect(model.message == nil)
    }

    @Test func whatFailedDuringABreakIsAnnounced() {
        var model = model()
        _ = update(&model, .connection(.reconnecting(reason: nil)))
        _ = update(&model, .stack(.snapshot(Fixtures.snapshot(Fixtures.troubledServices, sequence: 90))))
        #expect(model.message?.text.contains("backend failed") == true)
        #expect(model.message?.text.contains("redis is unhealthy") == true)
    }

    @Test func bellIsDueOnceForEachAnnouncement() {
        var model = model()
        let event = StackEvent(sequence: 8, at: Fixtures.now, payload: .serviceChanged(ended("redis", 1)))
        #expect(update(&model, .stack(.event(event))) == [.ringBell])
        #expect(update(&model, .clock(Fixtures.now, utcOffset: .zero)).isEmpty)
        let again = StackEvent(sequence: 9, at: Fixtures.now, payload: .serviceChanged(ended("redis", 2)))
        #expect(update(&model, .stack(.event(again))).isEmpty)
    }
}
