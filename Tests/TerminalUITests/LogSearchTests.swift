import ControlAPI
import LogAnalysis
import Testing

@testable import TerminalUI

@Suite struct LogSearchTests {
    private func model(_ lines: [LogLine] = Fixtures.lines(0..<100)) -> AppModel {
        var model = AppModel(size: Size(width: 120, height: 40), now: Fixtures.now)
        model.show(Fixtures.healthyServices, lines)
        return model
    }

    private func type(_ text: String, _ model: inout AppModel) {
        for character in text { model.press(.character(character)) }
    }

    @Test func hitsAreCountedAndShownWhileTyping() {
        var model = model()
        model.press(.character("/"))
        type("line 1", &model)
        #expect(model.logs.search?.hits == [1] + Array(10..<20))
        #expect(model.screen.text.contains("11 lines"))
        type("5", &model)
        #expect(model.logs.search?.hits == [15])
        // Nothing was done but writing: the view follows on.
        #expect(model.logs.isFollowing)
    }

    @Test func enterGoesToTheNewestHitAndTheKeysToItsNeighbours() {
        var model = model()
        model.press(.character("/"))
        type("line .5$", &model)
        model.press(KeyPress(.enter))
        #expect(model.logs.cursor == 95)
        #expect(model.screen.text.contains("/line .5$ 9/9"))
        model.press(.character("N"), .character("N"))
        #expect(model.logs.cursor == 75)
        model.press(.character("n"))
        #expect(model.logs.cursor == 85)
        model.press(.character("n"), .character("n"))
        #expect(model.logs.cursor == 95)
        #expect(model.message?.text == "no more matches: N goes back")
    }

    @Test func capitalsCountWhereThereIsOne() {
        var model = model([Fixtures.line("a", "Error"), Fixtures.line("a", "error", number: 1)])
        model.press(.character("/"))
        type("error", &model)
        #expect(model.logs.search?.hits.count == 2)
        model.press(.control("u"))
        type("Error", &model)
        #expect(model.logs.search?.hits.count == 1)
    }

    @Test func brokenExpressionIsTakenLiterallyAndSaysWhy() {
        var model = model([Fixtures.line("a", "f(x) = 1"), Fixtures.line("a", "f x", number: 1)])
        model.press(.character("/"))
        type("f(x", &model)
        #expect(model.logs.search?.hits == [0])
        #expect(model.message?.text.contains("missing closing parenthesis") == true)
        #expect(model.logs.prompt?.line.text == "f(x")
    }

    @Test func escapeBringsTheSearchBeforeBackAndThenClearsIt() {
        var model = model()
        model.press(.character("/"))
        type("line 7", &model)
        model.press(KeyPress(.enter), .character("/"))
        type("other", &model)
        model.press(KeyPress(.escape))
        #expect(model.logs.search?.text == "line 7")
        #expect(model.logs.search?.hits.count == 11)
        model.press(KeyPress(.escape))
        #expect(model.logs.search == nil)
    }

    @Test func hitsFollowTheLinesThatComeAndGo() {
        var model = model()
        model.press(.character("/"))
        type("7$", &model)
        model.press(KeyPress(.enter))
        _ = update(&model, .logs(generation: 0, lines: Fixtures.lines(100..<10_050), skipped: 0))
        let hits = model.logs.search?.hits ?? []
        #expect(hits.first == 57)
        #expect(hits.count == 1000)
        #expect(hits.last == 10_047)
    }

    @Test func searchGoesOnAtTheServer() throws {
        var model = model()
        model.press(.character("/"))
        type("elsewhere", &model)
        let effects = model.press(KeyPress(.enter))
        guard case .read(let query, let page) = effects.last else {
            Issue.record("nothing is asked")
            return
        }
        #expect(query.filter.pattern == LogPattern("elsewhere"))
        #expect(query.filter.before == model.logs.buffer.start)
        #expect(query.tail == 1)
        let hit = Fixtures.line("backend", "elsewhere", at: -100, number: 7)
        let next = update(&model, .logPage(page, .success([hit])))
        guard case .read(let around, let from) = next.last else {
            Issue.record("the lines around are not asked for")
            return
        }
        #expect(around.filter.from == LogPlace(timeNs: hit.timeNs, service: "backend", numbers: ["backend": 7]))
        let after = (8..<500).map { Fixtures.line("backend", "x", at: -100 + Double($0) / 100, number: UInt64($0)) }
        let shown = update(&model, .logPage(from, .success([hit] + after)))
        #expect(shown.first == .unsubscribe)
        #expect(model.logs.cursor == 0)
        guard case .read(_, let older) = shown.last else {
            Issue.record("the lines before are not asked for")
            return
        }
        let before = (0..<7).map { Fixtures.line("backend", "y", at: -101, number: UInt64($0)) }
        _ = update(&model, .logPage(older, .success(before)))
        #expect(model.logs.cursor.map { model.logs.buffer[$0].text } == "elsewhere")
        #expect(model.screen.text.contains("in the past"))
        #expect(model.press(KeyPress(.end)).contains(.subscribe(model.logs.query, generation: model.logs.generation)))
        #expect(model.logs.isFollowing)
    }

    @Test func searchWithinAFilterMeetsBoth() throws {
        let search = try #require(LogSearch("x.z"))
        for (pattern, isInverted, text, expected) in [
            ("A", false, "A xyz", true), ("A", false, "a xyz", false), ("A", false, "A", false),
            ("a", true, "xyz", true), ("a", true, "A xyz", false), ("a", false, "XYZ then A", true),
        ] {
            let filter = LogFilter(pattern: LogPattern(pattern), isInverted: isInverted)
            let matcher = try PatternMatcher(search.pattern(within: filter))
            #expect(matcher.matches(in: text).isEmpty != expected, "\(text)")
        }
    }
}
