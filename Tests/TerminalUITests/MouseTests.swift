import ControlAPI
import Testing

@testable import TerminalUI

@Suite struct MouseTests {
    private func model() -> AppModel {
        var model = AppModel(size: Size(width: 200, height: 40), now: Fixtures.now)
        model.show(Fixtures.healthyServices, Fixtures.lines(0..<100))
        return model
    }

    private func use(_ kind: MouseEvent.Kind, _ x: Int, _ y: Int, _ model: inout AppModel) {
        _ = update(&model, .screen(.mouse(MouseEvent(kind, at: Point(x: x, y: y)))))
    }

    @Test func clickSelectsAService() {
        var model = model()
        model.focus = .logs
        use(.press, 10, 4, &model)
        #expect(model.services.selected == "temporal")
        #expect(model.focus == .services)
    }

    @Test func clickOnTheEdgeSelectsNothing() {
        var model = model()
        use(.press, 10, 1, &model)
        use(.press, 0, 4, &model)
        use(.press, 10, 0, &model)
        #expect(model.services.selected == "postgres")
    }

    @Test func clickFocusesTheLogs() {
        var model = model()
        use(.press, 100, 10, &model)
        #expect(model.focus == .logs)
    }

    @Test func wheelScrollsWhatIsUnderThePointer() {
        var model = model()
        use(.wheelUp, 100, 10, &model)
        #expect(model.logs.viewEnd == 97)
        #expect(model.focus == .services)
        use(.wheelDown, 100, 10, &model)
        #expect(model.logs.isFollowing)
        use(.wheelDown, 10, 4, &model)
        #expect(model.services.selected == "redis")
        use(.wheelUp, 10, 4, &model)
        #expect(model.services.selected == "postgres")
    }

    @Test func clickClosesTheHelpAndNotTheQuestion() {
        var model = model()
        model.press(.character("?"))
        use(.wheelDown, 10, 4, &model)
        #expect(model.overlay != nil)
        use(.press, 10, 4, &model)
        #expect(model.overlay == nil)
        model.press(.character("q"))
        use(.press, 10, 4, &model)
        #expect(model.overlay == .quit(.detach))
    }

    @Test func clickFindsTheServiceOfAScrolledList() {
        var model = AppModel(size: Size(width: 60, height: 9), now: Fixtures.now)
        model.show(Fixtures.healthyServices)
        model.services.selected = "frontend"
        let row = model.screen.text.split(separator: "\n").firstIndex { $0.contains("backend") }
        use(.press, 8, row ?? -1, &model)
        #expect(model.services.selected == "backend")
    }

    @Test func clickSelectsAFirm() throws {
        var model = AppModel(size: Size(width: 80, height: 24), now: Fixtures.now)
        _ = update(&model, .stack(.snapshot(Fixtures.snapshot(data: Fixtures.drifted))))
        let area = try #require(model.layout.firms)
        use(.press, area.x + 4, area.y + 2, &model)
        #expect(model.focus == .firms)
        #expect(model.firms.selected == "lakeshore")
        use(.press, area.x + 4, area.y, &model)
        #expect(model.firms.selected == "lakeshore")
        use(.wheelDown, area.x + 4, area.y + 1, &model)
        #expect(model.firms.selected == "harrow-vale")
    }

    @Test func clickUnfoldsTheFirms() throws {
        var model = AppModel(size: Size(width: 60, height: 20), now: Fixtures.now)
        _ = update(&model, .stack(.snapshot(Fixtures.snapshot(data: Fixtures.drifted))))
        let area = try #require(model.layout.firms)
        use(.press, area.x + 4, area.y, &model)
        #expect(model.focus == .firms)
        #expect(model.firms.selected == "mott-cpa")
        #expect(model.layout.firms?.height == 5)
    }

    @Test func wheelScrollsTheDetails() throws {
        var model = AppModel(size: Size(width: 80, height: 24), now: Fixtures.now)
        _ = update(&model, .stack(.snapshot(Fixtures.snapshot(data: Fixtures.drifted))))
        let area = try #require(model.layout.details)
        #expect(model.screen.text.contains("probe"))
        use(.wheelDown, area.x + 4, area.y + 2, &model)
        #expect(!model.screen.text.contains("probe"))
        #expect(model.focus == .services)
        use(.press, area.x + 4, area.y + 2, &model)
        #expect(model.focus == .details)
    }

    @Test func clickAnswersNoQuestion() {
        var model = AppModel(size: Size(width: 80, height: 24), now: Fixtures.now)
        _ = update(&model, .stack(.snapshot(Fixtures.snapshot(data: Fixtures.drifted))))
        model.press(.character("R"))
        use(.press, 40, 12, &model)
        #expect(model.overlay == .reset(ResetRequest()))
    }
}
