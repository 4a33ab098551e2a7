import ControlAPI
import Testing

@testable import TerminalUI

/// What each key does, through the table of bindings.
@Suite struct KeyTests {
    private func model(_ services: [ServiceStatus] = Fixtures.healthyServices, width: Int = 120) -> AppModel {
        var model = AppModel(size: Size(width: width, height: 40), now: Fixtures.now)
        model.show(services, Fixtures.lines(0..<100))
        return model
    }

    @Test func firstServiceIsSelectedAtFirst() {
        #expect(model().services.selected == "postgres")
    }

    @Test(arguments: [
        ([KeyPress(.down)], "redis"),
        ([.character("j"), .character("j")], "temporal"),
        ([KeyPress(.up)], "postgres"),
        ([KeyPress(.end)], "frontend"),
        ([.character("G"), .character("k")], "backend"),
        ([KeyPress(.end), KeyPress(.down)], "frontend"),
        ([KeyPress(.end), KeyPress(.home)], "postgres"),
        ([KeyPress(.pageDown)], "frontend"),
        ([KeyPress(.end), KeyPress(.pageUp)], "postgres"),
    ])
    func selectionMoves(_ keys: [KeyPress], _ expected: String) {
        var model = model()
        for key in keys { model.press(key) }
        #expect(model.services.selected == expected)
    }

    @Test func startStopAndRestartAreSent() {
        var services = Fixtures.healthyServices
        services[0] = Fixtures.service("postgres", .stopped)
        var model = model(services)
        #expect(model.press(.character("s")) == [.perform(.start(services: ["postgres"]))])
        model.services.selected = "clamav"
        #expect(model.press(.character("x")) == [.perform(.stop(services: ["clamav"]))])
        #expect(model.press(.character("r")) == [.perform(.restart(services: ["clamav"]))])
    }

    @Test(arguments: [
        (ServiceStatus.State.running, "s", "postgres is running"),
        (.starting, "s", "postgres is starting"),
        (.stopped, "x", "postgres is stopped"),
        (.stopped, "r", "postgres is stopped: s starts it"),
        (.unavailable, "r", "postgres is not available: s tries it again"),
        (.stopping, "x", "postgres is stopping"),
    ])
    func senselessCommandSaysWhy(_ state: ServiceStatus.State, _ key: Character, _ why: String) {
        var model = model([Fixtures.service("postgres", state)])
        #expect(model.press(.character(key)).isEmpty)
        #expect(model.message?.text == why)
    }

    @Test func everyStateHasSomethingThatCanBeDoneOrAReason() {
        for state in ServiceStatus.State.allCases {
            let model = model([Fixtures.service("postgres", state)])
            for action in [ServicesAction.startService, .stopService, .restartService] {
                let reason = action.whyDisabled(in: model)
                #expect(reason == nil || reason?.isEmpty == false)
            }
        }
    }

    @Test func serviceOfAnotherOneIsLeftToThatOne() {
        var service = Fixtures.service("temporal-ui", .running, health: .healthy)
        service.providedBy = "temporal"
        var model = model([service])
        #expect(model.press(.character("x")).isEmpty)
        #expect(model.message?.text == "temporal-ui is part of temporal")
    }

    @Test func nothingIsCommandedWithoutConnection() {
        var model = model()
        _ = update(&model, .connection(.reconnecting(reason: nil)))
        #expect(model.press(.character("x")).isEmpty)
        #expect(model.message?.text == "no connection to the supervisor")
    }

    @Test func enterShowsTheLogsOfTheSelectedServiceAndAllReturns() {
        var model = model()
        model.press(KeyPress(.down))
        let query = LogQuery(services: ["redis"], tail: LogsPane.tail, follow: true, maximumLag: LogsPane.maximumLag)
        #expect(model.press(KeyPress(.enter)) == [.subscribe(query, generation: 1)])
        #expect(model.logs.buffer.isEmpty)
        #expect(model.focus == .services)
        #expect(model.press(KeyPress(.enter)).isEmpty)
        let all = LogQuery(services: [], tail: LogsPane.tail, follow: true, maximumLag: LogsPane.maximumLag)
        #expect(model.press(.character("a")) == [.subscribe(all, generation: 2)])
    }

    @Test func linesOfAnOlderSubscriptionAreDropped() {
        var model = model()
        model.press(KeyPress(.enter))
        _ = update(&model, .logs(generation: 0, lines: Fixtures.lines(0..<5), skipped: 0))
        #expect(model.logs.buffer.isEmpty)
        _ = update(&model, .logs(generation: 1, lines: Fixtures.lines(0..<5), skipped: 0))
        #expect(model.logs.buffer.count == 5)
    }

    @Test func enterGoesToTheLogsWhereTheyAreNotInView() {
        var model = model(width: 60)
        model.press(KeyPress(.enter))
        #expect(model.focus == .logs)
    }

    @Test func tabSwitchesThePanes() {
        var model = model()
        model.press(KeyPress(.tab))
        #expect(model.focus == .logs)
        model.press(KeyPress(.tab, .shift))
        #expect(model.focus == .services)
        model.press(KeyPress(.tab, .shift))
        #expect(model.focus == .details)
        model.press(KeyPress(.tab))
        #expect(model.focus == .services)
    }

    @Test func zoomFillsTheScreenAndEscapeLeavesIt() {
        var model = model()
        model.press(KeyPress(.tab), .character("z"))
        #expect(model.layout.services == nil)
        model.press(KeyPress(.escape))
        #expect(model.layout.services != nil)
        model.press(KeyPress(.escape))
        #expect(model.message == nil)
    }

    @Test func followPausesAndGoesOn() {
        var model = model()
        model.press(.character("F"))
        _ = update(&model, .logs(generation: 0, lines: Fixtures.lines(100..<107), skipped: 0))
        #expect(model.logs.newLines == 7)
        #expect(model.screen.text.contains("paused, 7 new"))
        model.press(.character("F"))
        #expect(model.logs.isFollowing)
        #expect(model.screen.text.contains("line 106"))
    }

    @Test func arrowsScrollTheFocusedLogs() {
        var model = model()
        model.press(KeyPress(.tab), KeyPress(.up))
        #expect(model.logs.cursor == 99)
        model.press(KeyPress(.up))
        #expect(model.logs.cursor == 98)
        #expect(model.logs.viewEnd == 100)
        model.press(KeyPress(.pageUp))
        #expect(model.logs.viewEnd == 100 - (LogViewport(model).height - 1))
        model.press(KeyPress(.home))
        #expect(model.logs.viewEnd == LogViewport(model).height)
        #expect(model.screen.text.contains("line 0 "))
        model.press(KeyPress(.up))
        #expect(model.logs.viewEnd == LogViewport(model).height)
        model.press(KeyPress(.end))
        #expect(model.logs.isFollowing)
    }

    @Test func scrollingDownToTheEndFollows() {
        var model = model()
        model.press(KeyPress(.tab), KeyPress(.up), KeyPress(.down))
        #expect(model.logs.isFollowing)
    }

    @Test func longLinesAreScrolledOrWrapped() {
        var model = model()
        let line = Fixtures.line("backend", (0..<40).map { "word\($0)" }.joined(separator: " "))
        _ = update(&model, .logs(generation: 0, lines: [line], skipped: 0))
        #expect(!model.screen.text.contains("word39"))
        model.press(KeyPress(.tab))
        for _ in 0..<40 { model.press(KeyPress(.right)) }
        model.press(KeyPress(.left))
        #expect(model.logs.offset == 39 * 8)
        model.press(.character("w"))
        #expect(model.logs.offset == 0)
        #expect(model.screen.text.contains("word39"))
        model.press(KeyPress(.right))
        #expect(model.message?.text == "lines are wrapped: w cuts them")
    }

    @Test func problemsComeFirstOnRequest() {
        var model = model(Fixtures.troubledServices)
        model.press(.character("p"))
        let names = model.listedServices.map(\.name)
        #expect(names.prefix(4) == ["redis", "typesense", "clamav", "backend"])
        #expect(names.suffix(3) == ["postgres", "temporal", "temporal-ui"])
        model.press(.character("p"))
        #expect(model.listedServices.map(\.name) == Fixtures.troubledServices.map(\.name))
    }

    @Test(arguments: [
        ([KeyPress(.enter)], [Effect.exit(.detach)]),
        ([.character("d")], [.exit(.detach)]),
        ([.control("c")], [.exit(.detach)]),
        ([.character("s")], [.exit(.stop)]),
        ([KeyPress(.down), KeyPress(.enter)], [.exit(.stop)]),
        ([KeyPress(.up), KeyPress(.up), KeyPress(.enter)], [.exit(.stop)]),
        ([KeyPress(.up), KeyPress(.enter)], []),
        ([KeyPress(.escape)], []),
        ([.character("c")], []),
        ([.character("x")], []),
    ])
    func quitAsksWhetherTheStackKeepsRunning(_ keys: [KeyPress], _ expected: [Effect]) {
        for first in [KeyPress.character("q"), .control("c")] {
            var model = model()
            #expect(model.press(first).isEmpty)
            #expect(model.overlay == .quit(.detach))
            var effects: [Effect] = []
            for key in keys { effects = model.press(key) }
            #expect(effects == expected)
        }
    }

    @Test func nothingIsAskedWhenTheStackIsGone() {
        var model = model()
        _ = update(&model, .stack(.event(.init(sequence: 8, at: Fixtures.now, payload: .shuttingDown))))
        _ = update(&model, .connection(.reconnecting(reason: "gone")))
        #expect(model.connection == .ended)
        #expect(model.press(.character("q")) == [.exit(.ended)])
    }

    @Test func helpScrollsBetweenItsEnds() {
        var model = AppModel(size: Size(width: 60, height: 12), now: Fixtures.now)
        model.press(.character("?"), KeyPress(.up))
        #expect(model.overlay == .help(scroll: 0))
        model.press(KeyPress(.end), KeyPress(.down))
        #expect(model.overlay == .help(scroll: HelpScreen.maximumScroll(of: model)))
        #expect(model.screen.text.contains("finished successfully"))
        model.press(KeyPress(.escape))
        #expect(model.overlay == nil)
    }

    @Test func helpNamesEveryKeyOfTheMainScreen() {
        var model = AppModel(size: Size(width: 120, height: 160), now: Fixtures.now)
        model.press(.character("?"))
        let text = model.screen.text
        let others: [KeyBinding.Context] = [
            .help, .quit, .stop, .reset, .palette, .prompt, .line, .logServices, .silence,
        ]
        for binding in KeyBinding.all where !others.contains(binding.context) {
            #expect(text.contains(binding.description), "\(binding.description)")
        }
    }

    @Test func noKeyHasTwoMeaningsInOneContext() {
        for context in KeyBinding.Context.allCases {
            let keys = KeyBinding.all.filter { $0.context == context }.flatMap(\.keys)
            #expect(Set(keys).count == keys.count)
        }
    }

    @Test func everyActionHasAKey() {
        #expect(Set(KeyBinding.all.map(\.action)) == Set(Action.allCases))
    }

    @Test func suspendAndRepaintWorkEverywhere() {
        for overlay in [nil, Overlay.help(scroll: 0), .quit(.stop), .reset(ResetRequest()), .palette(CommandPalette())]
        {
            var model = model()
            model.overlay = overlay
            #expect(model.press(.control("z")) == [.suspend])
            #expect(model.press(.control("l")) == [.repaint])
            #expect(model.overlay == overlay)
        }
    }

    @Test func keyDismissesTheMessage() {
        var model = model()
        model.message = StatusMessage(.error, "something")
        model.press(KeyPress(.down))
        #expect(model.message == nil)
    }
}
