import ControlAPI
import FoundationEssentials
import Testing

@testable import TerminalUI

/// A screen whose stack was taken down, or whose supervisor is gone.
@Suite struct StackRestartTests {
    private func model(ended: Bool = true) -> AppModel {
        var model = AppModel(size: Size(width: 120, height: 40), now: Fixtures.now)
        model.canStartStack = true
        model.show(Fixtures.healthyServices)
        if ended { _ = update(&model, .stack(.event(.init(sequence: 8, at: Fixtures.now, payload: .shuttingDown)))) }
        _ = update(&model, .connection(.reconnecting(reason: "gone")))
        return model
    }

    @Test func leavingDoesNotClaimThatTheStackRuns() {
        var model = model()
        #expect(model.press(.character("q")) == [.exit(.ended)])
        #expect(update(&model, .screen(.terminated)) == [.exit(.ended)])
        model = self.model(ended: false)
        model.press(.character("q"))
        #expect(model.press(.character("d")) == [.exit(.detach)])
    }

    @Test(arguments: [true, false], ["s", "r"] as [Character])
    func stackIsStartedAgain(_ ended: Bool, _ key: Character) {
        var model = model(ended: ended)
        #expect(model.press(.character(key)) == [.startStack])
        #expect(model.message?.text == "starting the stack")
        #expect(model.press(.character(key)).isEmpty)
        #expect(model.message?.text == "the stack is starting")
    }

    @Test func screenSaysHowToStartIt() {
        var model = model()
        #expect(model.screen.text.contains("the stack was stopped: s starts it again, q quits"))
        #expect(model.press(.character("x")).isEmpty)
        #expect(model.message?.text == "the stack is stopped: s starts it")
        model = self.model()
        model.canStartStack = false
        #expect(model.press(.character("s")).isEmpty)
        #expect(model.message?.text == "no connection to the supervisor")
    }

    @Test func failedStartSaysWhyAndCanBeTriedAgain() {
        var model = model()
        model.press(.character("s"))
        _ = update(&model, .stackStartEnded("compose.yaml:3: unknown key"))
        #expect(model.message?.text == "cannot start the stack: compose.yaml:3: unknown key")
        #expect(model.press(.character("s")) == [.startStack])
    }

    @Test func oldMessageGoesOnceTheConnectionIsBack() {
        var model = model(ended: false)
        model.canStartStack = false
        model.press(.character("x"))
        #expect(model.message != nil)
        _ = update(&model, .stack(.snapshot(Fixtures.snapshot(Fixtures.healthyServices, sequence: 9))))
        #expect(model.message == nil && model.connection == .connected)
    }

    @Test func noticesOfTheStartSurviveTheFirstSnapshot() {
        var model = AppModel(size: Size(width: 80, height: 24), now: Fixtures.now)
        model.begin(with: ["config.yaml:1:1: unknown setting 'thme'", "no terminfo entry for 'new-term'"])
        model.show(Fixtures.healthyServices)
        #expect(model.screen.text.contains("unknown setting 'thme'"))
        #expect(model.screen.text.contains("'new-term'"))
        model.press(.character("e"))
        #expect(model.message == nil && model.screen.text.contains("unknown setting 'thme'"))
    }

    @Test func requestIsToldUntilItIsCarriedOut() {
        var model = AppModel(size: Size(width: 120, height: 40), now: Fixtures.now)
        model.show(Fixtures.healthyServices)
        func send(_ sequence: UInt64, _ payload: StackEvent.Payload) {
            _ = update(&model, .stack(.event(.init(sequence: sequence, at: Fixtures.now, payload: payload))))
        }
        send(8, .notice(.init(level: .info, message: "asked to stop redis, clamav")))
        send(9, .serviceChanged(Fixtures.service("redis", .stopping)))
        send(10, .serviceChanged(Fixtures.service("redis", .stopped)))
        #expect(model.message?.text == "asked to stop redis, clamav")
        send(11, .serviceChanged(Fixtures.service("clamav", .stopped)))
        #expect(model.message == nil)
    }

    @Test func refusalCanBeReadToItsEnd() {
        var model = AppModel(size: Size(width: 80, height: 24), now: Fixtures.now)
        model.show(Fixtures.healthyServices)
        let long =
            "no socket at unix:///var/run/docker.sock, and the context 'default' names another one: start it, THEN again"
        _ = update(&model, .refused(.start(services: ["redis"]), ControlError(.runtimeRefused, long)))
        #expect(model.screen.text.contains("THEN again"))
        model.press(.character("e"))
        #expect(model.screen.text.contains("THEN"))
    }
}

/// The question before a service is stopped.
@Suite struct StopQuestionTests {
    private func model() -> AppModel {
        var model = AppModel(size: Size(width: 120, height: 40), now: Fixtures.now)
        model.show(Fixtures.healthyServices)
        return model
    }

    @Test func stoppingWhatOthersNeedIsAskedFirst() {
        var model = model()
        #expect(model.press(.character("x")).isEmpty)
        #expect(model.screen.text.contains("Stop postgres?"))
        #expect(model.screen.text.contains("2 running services need it: temporal, backend."))
        #expect(model.press(.character("y")) == [.perform(.stop(services: ["postgres"]))])
        #expect(model.overlay == nil)
    }

    @Test func noLeavesItRunning() {
        var model = model()
        model.press(.character("x"))
        #expect(model.press(.character("n")).isEmpty)
        #expect(model.overlay == nil)
    }

    @Test func whatNobodyRunningNeedsIsStoppedAtOnce() {
        var model = model()
        model.press(KeyPress(.end))
        #expect(model.press(.character("x")) == [.perform(.stop(services: ["frontend"]))])
        var services = Fixtures.healthyServices
        for index in [2, 7] { services[index] = Fixtures.service(services[index].name, .stopped) }
        model.show(services)
        model.press(KeyPress(.home))
        #expect(model.press(.character("x")) == [.perform(.stop(services: ["postgres"]))])
    }
}
