import Dashboards
import Testing

@testable import TerminalUI

/// What keys, times and answers make of the dashboards.
@Suite struct DashboardModelTests {
    private static let noon = DashboardScene.noon

    private static func asked(_ effects: [DashboardEffect]) -> [Int] {
        effects.compactMap { if case .ask(let panel, _, _) = $0 { panel } else { nil } }
    }

    private static func wish(_ effects: [DashboardEffect]) -> DashboardWish? {
        effects.lazy.compactMap { if case .leave(let wish) = $0 { wish } else { nil } }.first
    }

    // MARK: Questions

    @Test func aRecordingEndsBeforeNow() {
        var model = DashboardScene.model()
        model.recordingEnd = DashboardScene.noon - 600
        for key in ["0", "right", "left", "right"] { _ = model.press(key) }
        #expect(model.end == DashboardScene.noon - 600)
    }

    @Test func onlyVisiblePanelsAreAsked() {
        var model = DashboardScene.model(DashboardScene.dashboard("Many", panels: 10), answered: false)
        let pending = model.panels.indices.filter { model.panels[$0].request != nil }
        #expect(pending == [0, 1, 2])
        _ = model.press("G")
        #expect(Self.asked(model.requests()) == [7, 8, 9])
    }

    @Test func aPanelThatWaitsIsNotAskedAgainAndTheOthersAre() {
        var model = DashboardScene.model(answered: false)
        let id = model.panels[1].request?.id ?? 0
        _ = model.apply(.answered(panel: 1, DashboardScene.counting(model.wanted), model.wanted, id: id))
        _ = model.apply(.clock(now: Self.noon + 12, uptime: .seconds(110), utcOffset: 0))
        #expect(Self.asked(model.requests()) == [1])
        #expect(model.frame.text.contains("waiting 10 s for Prometheus"))
        // Another range is another question, for both.
        _ = model.press("-")
        #expect(Self.asked(model.requests()) == [0, 1])
    }

    @Test func anAnswerToAnOlderQuestionIsIgnored() {
        var model = DashboardScene.model(answered: false)
        let old = model.panels[0].request?.id ?? 0
        _ = model.press("-")
        _ = model.requests()
        _ = model.apply(.answered(panel: 0, .failed("late"), model.wanted, id: old))
        #expect(model.panels[0].problem == nil && model.panels[0].request != nil)
    }

    @Test func aFailureLeavesTheFiguresAndIsTriedAgain() {
        var model = DashboardScene.model()
        // A long range, whose window does not move within an interval.
        _ = model.press("-", "-", "-", "-", "-", "-")
        model.answer(model.requests())
        _ = model.press("r")
        for case .ask(let panel, let window, let id) in model.requests() {
            _ = model.apply(.answered(panel: panel, .failed("connection refused"), window, id: id))
        }
        #expect(model.frame.text.split(separator: "connection refused").count == 3)
        #expect(model.frame.text.contains("count"))
        #expect(Self.asked(model.requests()) == [])
        _ = model.apply(.clock(now: Self.noon + 8, uptime: .seconds(106), utcOffset: 0))
        let again = model.requests()
        #expect(Self.asked(again) == [0, 1])
        model.answer(again)
        #expect(!model.frame.text.contains("connection refused"))
    }

    // MARK: Cursor

    @Test func theCursorShowsTheValuesOfItsTime() {
        var model = DashboardScene.model()
        let before = model.frame.text
        #expect(!before.contains("│  │") && !before.contains(" at "))
        _ = model.press("<", ",")
        let cursor = model.window.end - 11 * model.window.step
        #expect(model.cursor == cursor)
        let samples = Int(Double(900) / model.window.step)
        #expect(model.frame.text.contains("count \(samples - 11)"), "\(model.frame.text)")
        #expect(model.frame.text.contains("at \(model.window.preciseClock(cursor))"))
        _ = model.press(".")
        #expect(model.frame.text.contains("count \(samples - 10)"))
        _ = model.press("esc")
        #expect(model.cursor == nil)
    }

    @Test func zoomKeepsTheCursorInItsPlace() throws {
        var model = DashboardScene.model()
        _ = model.press("<", "<", "<")
        let cursor = try #require(model.cursor)
        let place = (cursor - model.window.start) / model.window.length
        _ = model.press("+")
        #expect(abs((cursor - model.window.start) / model.window.length - place) < 0.02)
        #expect(model.range == 300 && model.end != nil)
        // A longer window ends now at the latest.
        for key in ["-", "-", "-", "+", "+"] {
            _ = model.press(key)
            #expect(model.cursor == cursor && model.window.contains(cursor) && model.window.end <= model.now)
        }
        _ = model.press("0")
        #expect(model.end == nil && model.cursor == nil && model.range == 900)
    }

    @Test func theWindowFollowsTheCursor() throws {
        var model = DashboardScene.model()
        for _ in 0..<40 { _ = model.press("<") }
        let cursor = try #require(model.cursor)
        #expect(cursor < Self.noon - 900 && model.window.contains(cursor))
        for _ in 0..<80 { _ = model.press(">") }
        #expect(model.end == nil && model.cursor == model.window.end)
    }

    @Test func aClickSetsTheCursor() throws {
        var model = DashboardScene.model()
        _ = model.apply(.screen(.mouse(MouseEvent(.press, at: Point(x: 60, y: 4)))))
        let cursor = try #require(model.cursor)
        #expect(model.window.contains(cursor))
        #expect(model.frame.cells[4 * 100 + 60].text == "│")
        // The title is no chart.
        _ = model.apply(.screen(.mouse(MouseEvent(.press, at: Point(x: 60, y: 0)))))
        #expect(model.cursor == cursor)
    }

    @Test func theLogsBeginWithTheCursorsSample() throws {
        var model = DashboardScene.model()
        _ = model.press("<")
        let cursor = try #require(model.cursor)
        #expect(Self.wish(model.press("l")) == .logs(since: cursor - model.window.step))
        var alone = DashboardModel(look: DashboardScene.look, hasLogs: false)
        #expect(Self.wish(alone.press("l")) == nil && alone.remark != nil)
    }

    // MARK: Alerts

    @Test func alertsAreMarkedAndNamedAtTheCursor() {
        var model = DashboardScene.model()
        let end = model.window.end
        model.alerts = [
            FiringAlert(name: "Slow", severity: "critical", periods: [end - 300...end - 200]),
            FiringAlert(name: "Now", severity: "medium", periods: [end - 20...end]),
        ]
        let frame = model.frame
        #expect(frame.text(row: 0).contains("▲ Now") && !frame.text(row: 0).contains("Slow"))
        #expect(frame.text.contains("▲▲▲"))
        // The last ones fall on the label of the axis.
        let axis = (0..<frame.size.height).first { frame.text(row: $0).contains("▲▲▲") } ?? 0
        #expect(frame.row(axis).last { $0.text == "0" }?.style.attributes.contains(.reverse) == true)
        model.cursor = end - 250
        #expect(model.frame.text(row: 0).contains("▲ Slow") && !model.frame.text(row: 0).contains("Now"))
    }

    // MARK: Dashboards and help

    @Test func bracketsLeadToTheOtherDashboards() {
        var model = DashboardScene.model()
        #expect(model.frame.text(row: 0).hasPrefix("One  1/2  "))
        _ = model.press("+", "<")
        let (range, cursor) = (model.range, model.cursor)
        guard case .open("two", let id)? = model.press("]").last else {
            Issue.record("no other dashboard is opened")
            return
        }
        #expect(model.frame.text(row: 0).hasPrefix("two  2/2"))
        let open = OpenDashboard(DashboardScene.dashboard("Two"), panel: { _, _ in .none }, alerts: { _ in nil })
        _ = model.apply(.opened(.init(names: ["one", "two"], name: "two", .success(open)), id: id))
        #expect(model.frame.text(row: 0).hasPrefix("Two  2/2"))
        #expect(model.range == range && model.cursor == cursor)
    }

    @Test func aDashboardThatCannotBeOpenedSaysWhy() {
        var model = DashboardScene.model()
        _ = model.press("]")
        let problem = DashboardProblem("two.json:3:14: this is not JSON", remedy: "export it again")
        let answer = DashboardShelf.Answer(names: ["one", "two"], name: "two", .failure(problem))
        _ = model.apply(.opened(answer, id: model.opening?.id ?? 0))
        #expect(model.frame.text.contains("two.json:3:14: this is not JSON\nexport it again"))
        #expect(model.requests().isEmpty)
        // It is tried again, and says why until that is known.
        _ = model.apply(.clock(now: Self.noon + 8, uptime: .seconds(106), utcOffset: 0))
        guard case .open("two", _)? = model.requests().last else {
            Issue.record("it is not tried again")
            return
        }
        #expect(model.frame.text.contains("this is not JSON"))
        guard case .open("one", _)? = model.press("[").last else {
            Issue.record("the one before is not opened")
            return
        }
    }

    @Test func everyKeyIsInTheHelpAndHasOneMeaning() {
        let keys = DashboardKey.all.flatMap(\.keys)
        #expect(Set(keys).count == keys.count)
        var model = DashboardScene.model()
        _ = model.apply(.screen(.resized(Size(width: 140, height: 34))))
        _ = model.press("?")
        let text = model.frame.text
        for key in DashboardKey.all { #expect(text.contains(key.description), "\(key.description)") }
        #expect(Self.wish(model.press("q")) == nil)
        #expect(Self.wish(model.press("q")) == .nothing)
    }

    // MARK: Clocks

    @Test(arguments: [-1e18, -5, 0, 1, 1e5, 1e9, 4e9, 1e18, .infinity, -.infinity, .nan])
    func aClockMaySayAnything(now: Double) {
        var model = DashboardScene.model()
        _ = model.press("<")
        for later in [now, DashboardScene.noon, now] {
            for key in ["r", "+", ",", "left", "right", ">", "-", "0", ","] {
                _ = model.apply(.clock(now: later, uptime: model.uptime + .seconds(6), utcOffset: -7200))
                _ = model.press(key)
                _ = model.requests()
                #expect(model.wanted.end - model.wanted.start == Double(model.range))
                #expect(model.wanted.start >= 0 && model.wanted.step >= 1)
                #expect(model.nextChange ?? .zero > .zero)
                #expect(model.frame.size == model.size)
            }
        }
    }

    /// Figures of another window, and values beyond the panel's limits, take no longer to draw.
    @Test func figuresFromFarAwayAreDrawn() {
        var panel = Panel(id: 1, title: "T", kind: .timeSeries, place: .init(x: 0, y: 0, width: 24, height: 8))
        (panel.minimum, panel.maximum) = (0, 1)
        let values = [0, 1e300, -1e300, .greatestFiniteMagnitude, -.greatestFiniteMagnitude, 0.5]
        for times in [0.0, 1, 1e3, 1e9, 1e300] {
            let samples = values.enumerated().map { Series.Sample(time: times * Double($0), value: $1) }
            let series = Series(name: "s", labels: [:], target: "", samples: samples)
            for bounds in [true, false] {
                if !bounds { (panel.minimum, panel.maximum) = (nil, nil) }
                let dashboard = Dashboard(title: "D", uid: "", panels: [panel], variables: [], range: 300)
                for window in [
                    DashboardWindow(range: 300, end: 600, columns: 80, utcOffset: 0),
                    DashboardWindow(range: 300, end: 1e9, columns: 80, utcOffset: 0),
                ] {
                    let view = DashboardView(dashboard, [.series([series])], window, DashboardScene.look)
                    #expect(view.frame(Size(width: 80, height: 10)).text.contains("T"))
                }
            }
        }
    }
}
