import ControlAPI
import Testing

@testable import TerminalUI

/// What news of the stack does to the model.
@Suite struct StackUpdateTests {
    private func model(_ services: [ServiceStatus] = Fixtures.healthyServices) -> AppModel {
        var model = AppModel(size: Size(width: 120, height: 40), now: Fixtures.now)
        model.show(services)
        return model
    }

    private func happen(_ payload: StackEvent.Payload, _ sequence: UInt64, _ model: inout AppModel) {
        _ = update(&model, .stack(.event(.init(sequence: sequence, at: Fixtures.now, payload: payload))))
    }

    @Test func failureIsAnnouncedWithItsReason() {
        var model = model()
        var backend = Fixtures.service("backend", .failed)
        backend.reason = "exit code 101"
        happen(.serviceChanged(backend), 8, &model)
        #expect(model.message == StatusMessage(.error, "✗ backend failed: exit code 101"))
        model.press(KeyPress(.down))
        #expect(model.message == nil)
        #expect(MessageView.message(model)?.text == "✗ backend failed: exit code 101")
    }

    @Test func unhealthyServiceSaysWhatItsProbeSaid() {
        var model = model()
        var redis = Fixtures.healthyServices[1]
        redis.health = .unhealthy
        redis.probe = .init(kind: "redis", latencyMs: 1, message: "LOADING", succeeded: false, at: Fixtures.now)
        happen(.serviceChanged(redis), 8, &model)
        #expect(model.message?.text == "! redis is unhealthy: LOADING")
    }

    @Test func recoveryIsAnnouncedOnce() {
        var model = model(Fixtures.troubledServices)
        happen(.serviceChanged(Fixtures.healthyServices[1]), 8, &model)
        #expect(model.message?.text == "● redis has recovered")
        model.message = nil
        happen(.serviceChanged(Fixtures.healthyServices[1]), 9, &model)
        #expect(model.message == nil)
    }

    @Test func worstProblemIsSaidWithTheNumberOfOthers() {
        let message = MessageView.message(model(Fixtures.troubledServices))
        #expect(message?.text.hasPrefix("✗ backend failed (and 3 more): exit code 101") == true)
        #expect(message?.level == .error)
    }

    @Test func readinessTellsTheStartupTotal() {
        var model = model()
        let profile = StartupProfile(
            entries: [],
            totalMs: 4213,
            criticalPath: ["postgres", "backend"],
            criticalPathMs: 4100
        )
        happen(.started(profile), 8, &model)
        #expect(model.message?.text == "all services ready in 4.2 s · critical path postgres → backend")
    }

    @Test func readinessIsNotSaidOnceItIsOver() {
        let profile = StartupProfile(entries: [], totalMs: 4213, criticalPath: [], criticalPathMs: 0)
        for payload in [.serviceChanged(Fixtures.service("redis", .stopping)), .shuttingDown] as [StackEvent.Payload] {
            var model = model()
            happen(.started(profile), 8, &model)
            happen(.serviceChanged(Fixtures.healthyServices[1]), 9, &model)
            #expect(model.message?.text == "all services ready in 4.2 s")
            happen(payload, 10, &model)
            #expect(MessageView.message(model)?.text.contains("ready") != true)
        }
    }

    @Test func whatIsNotReadyAtTheEndOfAStartIsCounted() {
        var statuses = ["a", "b", "c", "d"].map { name in
            var status = ServiceStatus(name: name, state: .running)
            status.health = .healthy
            return status
        }
        #expect(ServiceStatus.readyWords(statuses) == "all services ready")
        statuses[1].state = .failed
        statuses[2].state = .stopped
        statuses[3].state = .skipped
        #expect(ServiceStatus.readyWords(statuses) == "1 of 2 services ready")
    }

    @Test func noticeDoesNotCoverAnError() {
        var model = model()
        happen(.notice(.init(level: .error, service: "redis", message: "bad")), 8, &model)
        happen(.notice(.init(level: .info, message: "cleaned up")), 9, &model)
        #expect(model.message?.text == "redis: bad")
        model.press(KeyPress(.down))
        happen(.notice(.init(level: .info, message: "cleaned up")), 10, &model)
        #expect(model.message?.text == "cleaned up")
    }

    @Test func refusedCommandIsSaidWithItsHint() {
        var model = model()
        let error = ControlError(.unknownService, "no service \"x\"", hint: "did you mean \"y\"?")
        _ = update(&model, .refused(.start(services: ["x"]), error))
        #expect(model.message == StatusMessage(.error, "start x: no service \"x\" · did you mean \"y\"?"))
    }

    @Test func changesThatARestartBroughtAreSaid() {
        var model = model()
        let reply = CommandReply(services: ["x"], changes: ["image changed", "port 80 added"], sequence: 3)
        _ = update(&model, .accepted(.restart(services: ["x"]), reply))
        #expect(model.message?.text == "image changed · port 80 added")
    }

    @Test func selectionSurvivesItsService() {
        var model = model()
        model.services.selected = "temporal"
        happen(.serviceRemoved("temporal"), 8, &model)
        #expect(model.services.selected == "temporal-ui")
        _ = update(&model, .stack(.snapshot(Fixtures.snapshot([]))))
        #expect(model.services.selected == nil)
        #expect(model.screen.isSound)
    }

    @Test func oldEventsChangeNothing() {
        var model = model()
        happen(.serviceChanged(Fixtures.service("redis", .stopped)), 3, &model)
        #expect(model.stack?[service: "redis"]?.state == .running)
    }

    @Test func reconnectingIsSaidWhereNothingElseIs() {
        var model = model()
        model.message = StatusMessage(.error, "older news")
        _ = update(&model, .connection(.reconnecting(reason: "reset")))
        #expect(MessageView.message(model)?.text == "no connection to the supervisor, reconnecting: reset")
        _ = update(&model, .stack(.snapshot(Fixtures.snapshot(Fixtures.healthyServices))))
        #expect(MessageView.message(model) == nil)
    }

    @Test func hostileNamesAndAnswersShowNothingButText() {
        var service = Fixtures.service("evil\u{1B}]0;x\u{7}\u{202E}", .failed, needs: ["a\u{9B}2J"])
        service.reason = "\u{1B}]52;c;eA==\u{7}why"
        service.remedy = "\u{1B}[2Jto do"
        service.probe = .init(kind: "\u{1B}c", latencyMs: .nan, message: "\u{7}", succeeded: false, at: Fixtures.now)
        service.binary = .init(path: "/\u{1B}[5n", version: "\u{8}", difference: "\u{85}")
        let model = model([service])
        #expect(model.screen.isSound)
        #expect(model.screen.text.contains("evil"))
        #expect(!model.screen.text.contains("]52"))
    }
}
