import ControlAPI
import LogAnalysis
import Testing

@testable import TerminalUI

@Suite struct LogPagingTests {
    private func model(_ lines: Range<Int> = 0..<100) -> AppModel {
        var model = AppModel(size: Size(width: 120, height: 40), now: Fixtures.now)
        model.show(Fixtures.healthyServices, Fixtures.lines(lines))
        model.focus = .logs
        return model
    }

    private func asked(_ effects: [Effect]) -> (LogQuery, LogPage)? {
        for case .read(let query, let page) in effects { return (query, page) }
        return nil
    }

    @Test func filterIsAskedOfTheServer() {
        var model = model()
        model.press(.character("f"))
        for character in "slow level:warn -C2" { model.press(.character(character)) }
        let effects = model.press(KeyPress(.enter))
        var query = LogQuery(
            filter: LogFilter(pattern: LogPattern("slow"), leastLevel: .warn),
            tail: LogsPane.tail,
            follow: true,
            context: 2
        )
        query.maximumLag = LogsPane.maximumLag
        #expect(effects.contains(.subscribe(query, generation: 1)))
        #expect(model.logs.buffer.isEmpty)
        #expect(model.screen.text.contains("[slow] [level:warn] [context:2]"))
        #expect(model.screen.text.contains("no lines match the filter"))
    }

    @Test func brokenFilterStaysWithItsReason() {
        var model = model()
        model.press(.character("f"))
        for character in "a(" { model.press(.character(character)) }
        #expect(model.message?.text.contains("missing closing parenthesis") == true)
        #expect(model.press(KeyPress(.enter)).isEmpty)
        #expect(model.logs.prompt?.line.text == "a(")
        model.press(KeyPress(.escape))
        #expect(model.logs.prompt == nil)
        #expect(model.logs.conditions.isEmpty)
    }

    @Test func emptyFilterClears() {
        var model = model()
        model.press(.character("L"))
        #expect(model.logs.conditions.leastLevel == .info)
        model.press(.character("f"))
        #expect(model.logs.prompt?.line.text == "level:info")
        model.press(.control("u"))
        #expect(!model.press(KeyPress(.enter)).isEmpty)
        #expect(model.logs.conditions.isEmpty)
    }

    @Test func servicesAreSwitchedOffAndOn() {
        var model = model()
        model.press(.character("c"), KeyPress(.down))
        model.press(.character(" "))
        #expect(model.logs.query.services.count == 8)
        #expect(!model.logs.query.services.contains("redis"))
        #expect(model.screen.text.contains("8 of 9"))
        model.press(.character("o"))
        #expect(model.logs.query.services == ["redis"])
        model.press(.character(" "))
        #expect(model.message?.text == "at least one service must be shown")
        model.press(.character("a"))
        #expect(model.logs.shownServices == nil)
    }

    /// What is asked for when the first line that is here is reached.
    private func scrolledToTheTop(_ model: inout AppModel) -> (LogQuery, LogPage)? {
        model.logs.goToFirst(fitting: LogViewport(model).linesFittingFromStart(of: model.logs))
        return asked(model.press(KeyPress(.up)))
    }

    @Test func scrollingUpLoadsOlderLines() throws {
        var model = model(1000..<1100)
        let (query, page) = try #require(scrolledToTheTop(&model))
        #expect(
            query.filter.before
                == LogPlace(
                    timeNs: Fixtures.lines(1000..<1001)[0].timeNs,
                    service: "backend",
                    numbers: ["backend": 1000]
                )
        )
        #expect(query.tail == LogPaging.lines)
        // It is asked once.
        #expect(scrolledToTheTop(&model) == nil)
        let before = model.screen.text
        _ = update(&model, .logPage(page, .success(Fixtures.lines(500..<1001))))
        #expect(model.logs.buffer.count == 600)
        #expect(model.logs.buffer.startIndex == -500)
        #expect(model.logs.buffer[-500].text == "line 500")
        #expect(model.screen.text == before)
        #expect(model.logs.isLive)
        _ = update(&model, .logs(generation: 0, lines: Fixtures.lines(1100..<1103), skipped: 0))
        #expect(model.logs.newLines == 3)
    }

    @Test func beginningIsAskedForOnce() throws {
        var model = model(0..<100)
        let (_, page) = try #require(scrolledToTheTop(&model))
        _ = update(&model, .logPage(page, .success(Fixtures.lines(0..<1))))
        #expect(model.logs.buffer.count == 100)
        #expect(scrolledToTheTop(&model) == nil)
    }

    @Test func olderLinesTakeThePlaceOfNewerOnesWhereThereIsNoRoom() throws {
        var model = model(5000..<15_000)
        let (_, page) = try #require(scrolledToTheTop(&model))
        let effects = update(&model, .logPage(page, .success(Fixtures.lines(4000..<5000))))
        #expect(effects == [.unsubscribe])
        #expect(model.logs.buffer.count == 10_000)
        #expect(model.logs.buffer.last?.text == "line 13999")
        // What was on its way is no longer for these lines.
        _ = update(&model, .logs(generation: 0, lines: Fixtures.lines(15_000..<15_001), skipped: 0))
        #expect(model.logs.buffer.count == 10_000)
        #expect(model.screen.text.contains("in the past"))
    }

    /// Thousands of lines of one write have the same time, so a page is found by the numbers of the known lines.
    @Test func linesOfOneTimeAreReadPageByPage() throws {
        let burst = (0..<3_000).map { Fixtures.line("backend", "line \($0)", number: UInt64($0)) }
        var model = AppModel(size: Size(width: 120, height: 40), now: Fixtures.now)
        model.show(Fixtures.healthyServices, Array(burst[2_000...]))
        model.focus = .logs
        for page in [1_000, 0] {
            let (query, asked) = try #require(scrolledToTheTop(&model))
            #expect(query.filter.before?.numbers == ["backend": UInt64(page + 1_000)])
            _ = update(&model, .logPage(asked, .success(Array(burst[page..<page + 1_000]))))
        }
        #expect(model.logs.buffer.count == 3_000)

        model.press(.character("/"))
        for character in "line 77" { model.press(.character(character)) }
        model.press(KeyPress(.enter))
        model.press(.character("N"))
        #expect(model.logs.cursor.map { model.logs.buffer[$0].text } == "line 778")
    }

    @Test func aHitOutsideTheBufferIsShownWhereManyLinesHaveItsTime() throws {
        let burst = (0..<9_000).map { Fixtures.line("backend", "line \($0)", number: UInt64($0)) }
        var model = AppModel(size: Size(width: 120, height: 40), now: Fixtures.now)
        model.show(Fixtures.healthyServices, Array(burst[8_000...]))
        model.focus = .logs
        model.press(.character("/"))
        for character in "line 3777" { model.press(.character(character)) }
        let (query, hit) = try #require(asked(model.press(KeyPress(.enter))))
        #expect(query.filter.before?.numbers == ["backend": 8_000] && query.tail == 1)
        let (next, page) = try #require(asked(update(&model, .logPage(hit, .success([burst[3_777]])))))
        #expect(next.filter.from?.numbers == ["backend": 3_777])
        let (older, before) = try #require(asked(update(&model, .logPage(page, .success(Array(burst[3_777..<4_777]))))))
        #expect(older.filter.before?.numbers == ["backend": 3_777])
        _ = update(&model, .logPage(before, .success(Array(burst[2_777..<3_777]))))
        #expect(model.logs.cursor.map { model.logs.buffer[$0].text } == "line 3777")
        #expect(model.screen.text.contains("line 3776 ") && model.screen.text.contains("line 3778 "))
    }

    @Test func jumpShowsTheLinesFromATimeOn() throws {
        var model = model()
        model.press(.character("t"))
        for character in "12:01" { model.press(.character(character)) }
        let (query, page) = try #require(asked(model.press(KeyPress(.enter))))
        #expect(query.filter.since == Fixtures.line("", "", at: 60).timeNs)
        #expect(query.head == LogPaging.lines)
        let lines = (0..<100).map { Fixtures.line("backend", "then \($0)", at: 60 + Double($0), number: UInt64($0)) }
        _ = update(&model, .logPage(page, .success(lines)))
        #expect(model.screen.text.contains("then 0 "))
        #expect(!model.logs.isFollowing)
        // Down past the end: what came after, and then on with the newest.
        for _ in 0..<99 { model.press(KeyPress(.down)) }
        // The lines before, which there are none of.
        _ = update(&model, .logPage(try #require(model.logs.paging.pending), .success([])))
        let (_, newer) = try #require(asked(model.press(KeyPress(.down))))
        let effects = update(&model, .logPage(newer, .success([])))
        #expect(effects.contains(.subscribe(model.logs.query, generation: model.logs.generation)))
    }

    @Test func timeThatIsNoneIsTold() {
        var model = model()
        model.press(.character("t"))
        for character in "noon" { model.press(.character(character)) }
        #expect(model.press(KeyPress(.enter)).isEmpty)
        #expect(model.message?.text.hasPrefix("'noon': invalid time") == true)
        #expect(model.logs.prompt?.line.text == "noon")
    }

    @Test func answerToAnOlderQuestionIsDropped() throws {
        var model = model(1000..<1100)
        let (_, page) = try #require(asked(model.press(KeyPress(.home))))
        model.press(.character("L"))
        _ = update(&model, .logPage(page, .success(Fixtures.lines(0..<10))))
        #expect(model.logs.buffer.isEmpty)
    }

    @Test func failureIsTold() throws {
        var model = model(1000..<1100)
        let (_, page) = try #require(asked(model.press(KeyPress(.home))))
        _ = update(&model, .logPage(page, .failure(ControlError(.connectionLost, "gone"))))
        #expect(model.message?.text == "logs: gone")
        #expect(asked(model.press(KeyPress(.home))) != nil)
    }

    @Test func missingLinesAreTold() {
        var model = model(0..<3)
        _ = update(&model, .logs(generation: 0, lines: Fixtures.lines(12_003..<12_005), skipped: 12_000))
        #expect(model.screen.text.contains("… 12,000 lines skipped …"))
        #expect(model.screen.text.contains("line 2 "))
    }

    @Test func marksAreGoneRound() {
        var model = model()
        model.press(KeyPress(.up), .character("m"), KeyPress(.up), KeyPress(.up), .character("m"))
        #expect(model.logs.marks.count == 2)
        model.press(.character("'"))
        #expect(model.logs.cursor == 99)
        model.press(.character("'"))
        #expect(model.logs.cursor == 97)
        model.press(.character("m"))
        #expect(model.logs.marks.count == 1)
    }

    @Test func lineIsShownWhole() {
        var model = model(0..<1)
        _ = update(&model, .logs(generation: 0, lines: Fixtures.logs, skipped: 0))
        model.press(KeyPress(.enter))
        let text = model.screen.text
        #expect(text.contains("\"ms\": 1843,"))
        #expect(text.contains("stream  stdout"))
        model.press(KeyPress(.left))
        #expect(model.screen.text.contains("compiled in"))
        model.press(KeyPress(.escape))
        #expect(model.overlay == nil)
    }
}
