import ControlAPI
import Testing

@testable import TerminalUI

@Suite struct LogCopyTests {
    private func model(_ texts: [String], width: Int = 120, height: Int = 40, wraps: Bool = false) -> AppModel {
        var model = AppModel(size: Size(width: width, height: height), now: Fixtures.now)
        let lines = texts.enumerated().map { Fixtures.line("backend", $1, at: Double($0), number: UInt64($0)) }
        model.show(Fixtures.healthyServices, lines)
        model.focus = .logs
        if wraps { model.press(.character("w")) }
        return model
    }

    /// Drags from the first place of a text on the screen to the last one of another.
    private func drag(from first: String, to last: String, _ model: inout AppModel) -> [Effect] {
        func place(_ text: String, atEnd: Bool) -> Point {
            for y in 0..<model.size.height {
                let row = model.screen.text(row: y)
                if let range = row.firstRange(of: text) {
                    let before = TextMetrics.width(of: String(row[..<range.lowerBound]))
                    return Point(x: before + (atEnd ? TextMetrics.width(of: text) - 1 : 0), y: y)
                }
            }
            return Point(x: 0, y: 0)
        }
        let (start, end) = (place(first, atEnd: false), place(last, atEnd: true))
        _ = update(&model, .screen(.mouse(MouseEvent(.press, at: start))))
        _ = update(&model, .screen(.mouse(MouseEvent(.drag, at: end))))
        return update(&model, .screen(.mouse(MouseEvent(.release, at: end))))
    }

    @Test func dragCopiesTextWithoutBordersAndPrefixes() {
        var model = model(["first line here", "second line", "third one"])
        let effects = drag(from: "line here", to: "third", &model)
        #expect(effects == [.copy("line here\nsecond line\nthird", what: "3 lines")])
        #expect(!model.logs.isFollowing)
    }

    @Test func dragBackwardsIsTheSame() {
        var model = model(["first line here", "second line"])
        #expect(drag(from: "second", to: "first", &model) == [.copy("t line here\ns", what: "2 lines")])
    }

    @Test func rowsOfOneLineAreJoined() {
        let words = (0..<40).map { "word\($0)" }.joined(separator: " ")
        var model = model([words], wraps: true)
        #expect(drag(from: "word0 ", to: "word39", &model) == [.copy(words, what: "\(words.count) characters")])
    }

    @Test func partOfAWideCharacterTakesIt() {
        var model = model(["a決算書🧾b"])
        #expect(drag(from: "算", to: "🧾", &model) == [.copy("算書🧾", what: "3 characters")])
    }

    @Test func coloursAndControlsAreNotCopied() {
        var model = model(["\u{1B}[31mred\u{1B}[0m\ttab\u{7}", "\u{1B}]52;c;eA==\u{7}x\u{202E}y"])
        #expect(model.press(.character("Y")) == [.copy("red\ttab\nxy", what: "2 lines")])
    }

    @Test func linesAreSelectedByKeys() {
        var model = model((0..<20).map { "line \($0)" })
        model.press(KeyPress(.up), .character("v"), KeyPress(.up), KeyPress(.up))
        #expect(model.press(.character("y")) == [.copy("line 17\nline 18\nline 19", what: "3 lines")])
        model.press(KeyPress(.escape))
        #expect(model.press(.character("y")) == [.copy("line 17", what: "1 line")])
        model.press(KeyPress(.down, .shift))
        #expect(model.press(.character("y")) == [.copy("line 17\nline 18", what: "2 lines")])
    }

    @Test func newestLineIsCopiedWhileFollowing() {
        var model = model(["a", "b"])
        #expect(model.press(.character("y")) == [.copy("b", what: "1 line")])
    }

    @Test func selectionIsShownInverted() {
        var model = model(["first line here", "second line"])
        _ = drag(from: "line", to: "line here", &model)
        let frame = model.screen
        let cells = frame.cells.filter { $0.style.attributes.contains(.reverse) }
        #expect(cells.map(\.text).joined() == "line here")
    }

    @Test func clickMovesTheCursorOfAPausedPane() {
        var model = model((0..<20).map { "line \($0)" })
        model.press(.character("F"))
        let row = (0..<40).first { model.screen.text(row: $0).contains("line 5 ") } ?? 0
        let point = Point(x: 80, y: row)
        _ = update(&model, .screen(.mouse(MouseEvent(.press, at: point))))
        #expect(update(&model, .screen(.mouse(MouseEvent(.release, at: point)))).isEmpty)
        #expect(model.logs.cursor == 5)
    }

    @Test func viewIsOpenedAtTheLineOfTheCursor() {
        var model = model(["a", "b", "c"])
        model.press(KeyPress(.up), KeyPress(.up))
        guard case .show(let text, let line, let viewer) = model.press(.character("o")).first else {
            Issue.record("nothing is opened")
            return
        }
        #expect(viewer == .pager)
        #expect(line == 2)
        #expect(text.split(separator: "\n")[line - 1] == "12:00:01.000 backend b")
    }

    @Test func outcomeIsTold() {
        var model = model(["a"])
        _ = update(&model, .copied(CopyOutcome(what: "3 lines", isInTerminal: true, isOnDesktop: false)))
        #expect(model.message?.text == "3 lines copied")
        _ = update(&model, .copied(CopyOutcome(what: "3 lines", isInTerminal: false, isOnDesktop: false)))
        #expect(model.message?.level == .warning)
    }

    @Test func pastedTextIsNeverTakenForKeys() {
        var model = model(["a"])
        #expect(update(&model, .screen(.pasted("x"))).isEmpty)
        model.press(.character("/"))
        _ = update(&model, .screen(.pasted("a\nb")))
        #expect(model.logs.prompt?.line.text == "a b")
    }

    @Test func keysOfThePromptAreText() {
        var model = model(["a"])
        model.press(.character("/"))
        for character in "qxs?R" { #expect(model.press(.character(character)).isEmpty) }
        #expect(model.logs.prompt?.line.text == "qxs?R")
        #expect(model.overlay == nil)
    }
}
