import ControlAPI
import Testing

@testable import TerminalUI

@Suite struct PaletteTests {
    private func model() -> AppModel {
        var model = AppModel(size: Size(width: 120, height: 40), now: Fixtures.now)
        _ = update(&model, .stack(.snapshot(Fixtures.snapshot(data: Fixtures.drifted))))
        return model
    }

    private func titles(_ model: AppModel) -> [String] {
        guard case .palette(let palette) = model.overlay else { return [] }
        return palette.matches(in: model).map(\.entry.title)
    }

    @Test func everyActionOfThePanesIsOffered() {
        let offered = Set(
            PaletteEntry.all(of: model()).compactMap { entry -> Action? in
                if case .action(let action) = entry.command { action } else { nil }
            }
        )
        let overlays: [KeyBinding.Context] = [
            .help, .quit, .stop, .reset, .palette, .prompt, .line, .logServices, .silence,
        ]
        let bound = KeyBinding.all.filter { !overlays.contains($0.context) }.map(\.action)
        #expect(offered == Set(bound).subtracting([.palette(.showPalette)]))
    }

    @Test func enterDoesWhatIsMarkedOnTheServiceThatIsNamed() {
        var model = model()
        model.press(.character(":"))
        model.type("restart back")
        #expect(titles(model).first == "restart backend")
        #expect(model.press(KeyPress(.enter)) == [.perform(.restart(services: ["backend"]))])
        #expect(model.overlay == nil)
        #expect(model.services.selected == "backend")
    }

    @Test func logsOfAServiceAreShownByItsName() {
        var model = model()
        model.press(.character("e"), .character(":"))
        model.type("logs postgres")
        #expect(model.press(KeyPress(.enter)) == [.subscribe(model.logs.query, generation: 1)])
        #expect(model.logs.query.services == ["postgres"])
        #expect(model.tab == .logs)
    }

    @Test func firmIsResetAfterTheQuestion() {
        var model = model()
        model.press(.character(":"))
        model.type("reset harrow")
        model.press(KeyPress(.enter))
        #expect(model.overlay == .reset(ResetRequest(firm: "harrow-vale")))
    }

    @Test func whatCannotBeDoneSaysWhyAndStays() {
        var model = model()
        model.press(.character(":"))
        model.type("start postgres")
        model.press(KeyPress(.enter))
        #expect(model.message?.text == "postgres is running")
        #expect(titles(model).first == "start postgres")
        #expect(model.services.selected == "postgres")
    }

    @Test func markMovesBetweenTheEndsAndTypingBeginsAtTheBest() {
        var model = model()
        model.press(.character(":"), KeyPress(.up), KeyPress(.down), KeyPress(.down))
        #expect(model.overlay.flatMap(marked) == 2)
        model.press(.character("q"))
        #expect(model.overlay.flatMap(marked) == 0)
        #expect(model.overlay != nil)
        model.press(KeyPress(.backspace), KeyPress(.pageDown), KeyPress(.pageUp))
        #expect(model.overlay.flatMap(marked) == 0)
        model.press(.control("u"), KeyPress(.escape))
        #expect(model.overlay == nil)
    }

    private func marked(_ overlay: Overlay) -> Int? {
        if case .palette(let palette) = overlay { palette.marked } else { nil }
    }

    @Test func nothingThatMeetsTheTextDoesNothing() {
        var model = model()
        model.press(.character(":"))
        model.type("zzzz")
        #expect(model.press(KeyPress(.enter)).isEmpty)
        #expect(model.screen.text.contains("no matching command"))
        model.press(KeyPress(.down), KeyPress(.up))
        #expect(model.screen.isSound)
    }

    @Test func controlsAreNotTyped() {
        var model = model()
        model.press(.character(":"), .character("\u{1B}"), .character("\u{202E}"), .character("a"))
        guard case .palette(let palette) = model.overlay else {
            Issue.record("no palette")
            return
        }
        #expect(palette.text == "a")
    }

    @Test func clickOnAMatchDoesItAndOneBesideCloses() {
        var model = model()
        model.press(.character(":"))
        model.type("restart backend")
        let area = model.layout.palette
        _ = update(&model, .screen(.mouse(MouseEvent(.press, at: Point(x: 0, y: 0)))))
        #expect(model.overlay == nil)
        model.press(.character(":"))
        model.type("restart backend")
        let point = Point(x: area.x + 5, y: area.y + 2)
        let effects = update(&model, .screen(.mouse(MouseEvent(.press, at: point))))
        #expect(effects == [.perform(.restart(services: ["backend"]))])
    }
}
