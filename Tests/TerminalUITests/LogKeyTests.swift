import ControlAPI
import LogAnalysis
import Testing

@testable import TerminalUI

/// Keys on the logs while another pane has the focus.
@Suite struct LogKeyTests {
    private func model(width: Int = 120, lines: Range<Int> = 0..<100) -> AppModel {
        var model = AppModel(size: Size(width: width, height: 40), now: Fixtures.now)
        model.show(Fixtures.healthyServices, Fixtures.lines(lines))
        return model
    }

    @Test(
        arguments: Place.allCases,
        ["L", "c", "t", "m", "'", "v", "y", "Y", "n", "N", "o", "O", "w", "l"] as [Character]
    )
    func keyOnTheLogsActsOrSaysWhyNot(_ focus: Place, _ key: Character) {
        var model = model()
        model.focus = focus
        let before = model.screen
        let effects = model.press(.character(key))
        #expect(!effects.isEmpty || model.message != nil || model.screen != before)
        #expect(model.message?.text.contains("no function") != true)
    }

    @Test func keyOnOneLineGoesToTheLogs() {
        var model = model()
        #expect(model.press(.character("y")) == [.copy("line 99", what: "1 line")])
        #expect(model.focus == .logs)
        model.focus = .services
        model.press(.character("m"))
        #expect(model.logs.marks.map(\.number) == [99])
    }

    @Test func levelChangesWithoutLeavingTheServices() {
        var model = model()
        #expect(!model.press(.character("L")).isEmpty)
        #expect(model.focus == .services)
        #expect(model.message?.text == "lines of level info and above")
        for _ in 0..<3 { model.press(.character("L")) }
        #expect(model.message?.text == "lines of all levels")
    }

    @Test func hiddenLogsComeIntoView() {
        var model = model(width: 60)
        model.press(.character("w"))
        #expect(model.focus == .logs && model.logs.wraps)
        model = self.model()
        model.press(.character("e"), .character("L"))
        #expect(model.tab == .logs)
    }

    @Test func keyWithoutFunctionSaysSo() {
        var model = model()
        model.press(.character("B"))
        #expect(model.message?.text == "B is not bound here: ? shows the keys")
        model.press(.character("?"), .character("B"))
        #expect(model.message == nil)
    }

    // MARK: The first line

    private func asked(_ effects: [Effect]) -> (LogQuery, LogPage)? {
        for case .read(let query, let page) in effects { return (query, page) }
        return nil
    }

    @Test(arguments: [KeyPress(.home), .character("g")])
    func homeGoesToTheFirstLineThereIs(_ key: KeyPress) throws {
        var model = model(lines: 5000..<7000)
        model.focus = .logs
        let (query, page) = try #require(asked(model.press(key)))
        #expect(query.head == LogPaging.lines && query.tail == nil && query.filter.until == nil)
        #expect(asked(model.press(key)) == nil, "it is asked once")
        #expect(update(&model, .logPage(page, .success(Fixtures.lines(0..<1000)))).contains(.unsubscribe))
        #expect(model.logs.buffer.first?.text == "line 0")
        #expect(model.logs.cursor == model.logs.buffer.startIndex)
        #expect(model.screen.text.contains("line 0 ") && !model.logs.isLive)
        #expect(asked(model.press(key)) == nil, "it is the first")
        model.press(KeyPress(.end))
        #expect(model.logs.isFollowing && model.logs.isLive)
    }

    @Test func homeKeepsLinesThatBeginWithTheFirst() throws {
        var model = model(lines: 0..<300)
        model.focus = .logs
        let (_, page) = try #require(asked(model.press(KeyPress(.home))))
        _ = update(&model, .logPage(page, .success(Fixtures.lines(0..<300))))
        #expect(model.logs.isLive && model.logs.buffer.count == 300)
        #expect(model.logs.cursor == model.logs.buffer.startIndex)
    }
}
