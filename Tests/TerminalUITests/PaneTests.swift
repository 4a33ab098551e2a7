import ControlAPI
import FoundationEssentials
import TestSupport
import Testing

@testable import TerminalUI

/// Startup, graph, tabs, and what explains a service that is not ready.
@Suite struct PaneTests {
    private func model(_ services: [ServiceStatus] = Fixtures.healthyServices, width: Int = 120) -> AppModel {
        var model = AppModel(size: Size(width: width, height: 40), now: Fixtures.now)
        model.show(services, Fixtures.logs)
        return model
    }

    // MARK: Tabs

    @Test(
        arguments: [("S", StartupPane.tab), ("d", GraphPane.tab), ("e", EventsPane.tab), ("A", AlertsPane.tab)]
            as [(Character, MainTab)]
    )
    func keyShowsATabAndTheSameKeyTheLogsAgain(_ key: Character, _ tab: MainTab) {
        for width in [200, 80, 60, 20] {
            var model = model(width: width)
            model.press(.character(key))
            #expect(model.tab == tab)
            #expect(model.focus == .logs)
            #expect(model.screen.text.contains("Logs ·") == false)
            model.press(.character(key))
            #expect(model.tab == .logs)
            model.press(.character(key), KeyPress(.escape))
            #expect(model.tab == .logs)
            #expect(model.focus == .services)
        }
    }

    @Test func bracketsGoRound() {
        var model = model()
        var seen: [MainTab] = []
        for _ in 0..<5 {
            model.press(.character("]"))
            seen.append(model.tab)
        }
        #expect(seen == [StartupPane.tab, GraphPane.tab, EventsPane.tab, AlertsPane.tab, .logs])
        model.press(.character("["))
        #expect(model.tab == AlertsPane.tab)
    }

    @Test func askingForLogsShowsThem() {
        var model = model()
        model.press(.character("e"), .character("a"))
        #expect(model.tab == .logs)
    }

    @Test func clickOnATabShowsIt() throws {
        var model = model(width: 80)
        let row = try #require(model.layout.logs?.y)
        let cells = model.screen.row(row).map(\.text)
        let x = try #require(cells.indices.first { cells[$0...].prefix(5).joined() == "Graph" })
        _ = update(&model, .screen(.mouse(MouseEvent(.press, at: Point(x: x, y: row)))))
        #expect(model.tab == GraphPane.tab)
    }

    @Test func clickOnARowSelectsItsService() throws {
        var model = model()
        model.press(.character("d"))
        let area = try #require(model.layout.logs)
        let index = try #require(GraphPane.rows(in: model).firstIndex(of: "backend"))
        _ = update(&model, .screen(.mouse(MouseEvent(.press, at: Point(x: area.x + 8, y: area.y + 1 + index)))))
        #expect(model.services.selected == "backend")
    }

    @Test func arrowsMoveThroughTheGraphInItsOwnOrder() {
        var model = model()
        model.press(.character("d"), KeyPress(.down))
        #expect(model.services.selected == "temporal")
        model.press(KeyPress(.end))
        #expect(model.services.selected == GraphPane.rows(in: model).last)
        model.press(KeyPress(.home), KeyPress(.up))
        #expect(model.services.selected == "postgres")
    }

    // MARK: Graph

    @Test func eachServiceStandsOnceBelowItsLastDependency() {
        let rows = DependencyTree(Fixtures.healthyServices).rows
        #expect(Set(rows.map(\.service)) == Set(Fixtures.healthyServices.map(\.name)))
        #expect(rows.count == 9)
        let backend = rows.first { $0.service == "backend" }
        #expect(backend?.parent == "temporal")
        #expect(backend?.others == ["postgres", "redis", "typesense", "localstack"])
        #expect(rows.map(\.service).prefix(5) == ["postgres", "temporal", "temporal-ui", "backend", "frontend"])
    }

    @Test func cyclesAndUnknownNamesDoNotLoop() {
        let services = [
            Fixtures.service("a", .waiting, needs: ["c"]), Fixtures.service("b", .waiting, needs: ["a"]),
            Fixtures.service("c", .waiting, needs: ["b", "b"]), Fixtures.service("self", .waiting, needs: ["self"]),
            Fixtures.service("x", .waiting, needs: ["nobody"]), Fixtures.service("y", .waiting, needs: ["a"]),
        ]
        let rows = DependencyTree(services).rows
        #expect(Set(rows.map(\.service)) == ["a", "b", "c", "self", "x", "y"])
        #expect(rows.count == 6)
        #expect(rows.first { $0.service == "b" }?.parent == "a")
    }

    @Test func longChainIsNoMatterOfDepth() {
        let services = (0..<3000).map { number in
            Fixtures.service("\(number)", .waiting, needs: number == 0 ? [] : ["\(number - 1)"])
        }
        #expect(DependencyTree(services).rows.count == 3000)
    }

    // MARK: Startup

    @Test func profileIsAskedForOnceWhenThePaneIsShown() {
        var model = model()
        #expect(model.press(.character("S")) == [.loadProfile])
        #expect(model.press(.character("S")).isEmpty)
        #expect(model.press(.character("S")).isEmpty)
        _ = update(&model, .answered(.profile(Fixtures.profile)))
        #expect(model.screen.text.contains("ready in 4.2 s"))
    }

    @Test func newerProfileStays() {
        var model = model()
        var newer = Fixtures.profile
        newer.totalMs = 9000
        model.tell(.started(newer))
        _ = update(&model, .answered(.profile(Fixtures.profile)))
        #expect(model.startup.profile?.totalMs == 9000)
    }

    @Test func startUnderWayIsFollowedUntilTheLastServiceIsThere() throws {
        var model = model([Fixtures.service("a", .stopped), Fixtures.service("b", .stopped)])
        #expect(!model.startup.isUnderWay)
        func at(_ seconds: Double) { _ = update(&model, .clock(Fixtures.now + seconds, utcOffset: .zero)) }
        model.tell(.serviceChanged(Fixtures.service("a", .preparing)))
        model.tell(.serviceChanged(Fixtures.service("b", .waiting, needs: ["a"])))
        at(2)
        model.tell(.serviceChanged(Fixtures.service("a", .starting)))
        at(4)
        let chart = StartupChart(model)
        #expect(chart.isUnderWay)
        #expect(chart.total == 4000)
        #expect(chart.rows.map(\.began) == [2000, nil])
        #expect(chart.segments(of: chart.rows[0], width: 40) == (20, 20, 0))
        #expect(chart.segments(of: chart.rows[1], width: 40) == (40, 0, 0))
        model.tell(.serviceChanged(Fixtures.healthy("a", port: 1)))
        at(8)
        let later = StartupChart(model)
        #expect(later.segments(of: later.rows[0], width: 40) == (10, 10, 20))
        var failed = Fixtures.service("b", .failed)
        failed.reason = "x"
        model.tell(.serviceChanged(failed))
        #expect(!model.startup.isUnderWay)
    }

    @Test func barsNeverAreWiderThanTheirRoom() {
        var generator = SeededGenerator(seed: 5)
        var model = model()
        for _ in 0..<500 {
            var profile = Fixtures.profile
            for index in profile.entries.indices {
                profile.entries[index].unblockedMs = .random(in: -10...9000, using: &generator)
                profile.entries[index].readyMs =
                    Bool.random(using: &generator)
                    ? .random(in: -10...9000, using: &generator) : nil
            }
            model.startup.profile = profile
            let chart = StartupChart(model)
            let width = Int.random(in: 1...200, using: &generator)
            for row in chart.rows {
                let (waits, starts, isReady) = chart.segments(of: row, width: width)
                #expect(waits >= 0 && starts >= 0 && isReady >= 0 && waits + starts + isReady <= width)
            }
        }
    }

    @Test func journalTellsWhenTheStartBegan() {
        var model = model(Fixtures.startingServices)
        _ = update(&model, .answered(.journal(Fixtures.startHistory)))
        #expect(model.startup.began == Fixtures.now - 8)
        #expect(model.startup.times["postgres"]?.ready == Fixtures.now - 6)
        #expect(model.startup.isUnderWay)
    }

    @Test func serviceThatEndsAgainAndAgainMakesNoStart() {
        var model = model()
        var again = Fixtures.service("redis", .starting)
        again.restarts = 2
        model.tell(.serviceChanged(again))
        #expect(!model.startup.isUnderWay)
        again.restarts = 0
        model.tell(.serviceChanged(again))
        #expect(model.startup.isUnderWay)
    }

    // MARK: Why it is not ready

    @Test func logIsAskedForWhenTheStateChangesAndNotPolled() throws {
        var model = model(Fixtures.startingServices)
        model.services.selected = "frontend"
        let effects = update(&model, .clock(Fixtures.now, utcOffset: .zero))
        let occasion = try #require(LogTail.Occasion(Fixtures.startingServices[8]))
        #expect(effects == [.tail(occasion)])
        #expect(occasion.query == LogQuery(services: ["frontend"], tail: 5))
        #expect(update(&model, .clock(Fixtures.now + 1, utcOffset: .zero)).isEmpty)
        var failed = Fixtures.service("frontend", .failed)
        failed.lastExit = "exit code 1"
        let event = StackEvent(sequence: 8, at: Fixtures.now, payload: .serviceChanged(failed))
        #expect(update(&model, .stack(.event(event))).contains { if case .tail = $0 { true } else { false } })
    }

    @Test func readyServiceIsNotAskedFor() {
        var model = model()
        model.services.selected = "redis"
        #expect(update(&model, .clock(Fixtures.now, utcOffset: .zero)).isEmpty)
    }

    @Test func detailsSayWhatIsWaitedForAndWhatWasSaidLast() throws {
        var model = model(Fixtures.startingServices, width: 200)
        model.services.selected = "backend"
        _ = update(&model, .clock(Fixtures.now, utcOffset: .zero))
        let occasion = try #require(model.tail.asked)
        _ = update(&model, .answered(.tail(occasion, Fixtures.backendLines)))
        let text = model.screen.text
        #expect(text.contains("waits   temporal to be healthy: starting"))
        #expect(text.contains("typesense to be healthy: preparing"))
        #expect(text.contains("log        Compiling") || text.contains("log     Compiling"))
        #expect(text.contains("no database"))
        #expect(!text.contains("]0;x"))
        model.services.selected = "frontend"
        #expect(!model.screen.text.contains("no database"))
    }

    @Test func answerToAnOlderQuestionIsDropped() throws {
        var model = model(Fixtures.startingServices)
        model.services.selected = "backend"
        _ = update(&model, .clock(Fixtures.now, utcOffset: .zero))
        let old = try #require(model.tail.asked)
        model.services.selected = "frontend"
        _ = update(&model, .clock(Fixtures.now, utcOffset: .zero))
        _ = update(&model, .answered(.tail(old, Fixtures.backendLines)))
        #expect(model.tail.lines(of: "backend").isEmpty)
        #expect(model.tail.lines(of: "frontend").isEmpty)
    }

    // MARK: Header

    @Test func headerNamesProblemsAsFarAsThereIsRoom() {
        var model = model(Fixtures.troubledServices)
        func header(_ width: Int) -> String {
            model.size = Size(width: width, height: 40)
            return model.screen.text(row: 0)
        }
        #expect(header(200).contains("4 problems: backend failed, redis unhealthy, clamav restarting, typesense"))
        #expect(header(110).contains("4 problems: backend failed and 3 more"))
        #expect(header(80).contains("4 problems "))
        #expect(header(50).contains("3/9 ready"))
        for width in 1...220 {
            _ = header(width)
            #expect(model.screen.isSound)
        }
    }
}
