import ControlAPI
import LogAnalysis
import Testing

@testable import TerminalUI

/// Lines that no screen shows as a whole.
@Suite struct LongLineTests {
    private static let json =
        #"{"level":"error","msg":"big","data":""# + String(repeating: "y", count: 200_000) + #"","tail":"LAST"}"#

    private func model(_ text: String, height: Int = 40) -> AppModel {
        var model = AppModel(size: Size(width: 120, height: height), now: Fixtures.now)
        model.show(Fixtures.healthyServices, [Fixtures.line("backend", text, number: 1)])
        model.focus = .logs
        return model
    }

    private func search(_ text: String, _ model: inout AppModel) -> [Effect] {
        model.press(.character("/"))
        for character in text { model.press(.character(character)) }
        return model.press(KeyPress(.enter))
    }

    @Test func searchFindsTheEndOfALongLine() {
        var model = model(Self.json)
        #expect(search("LAST", &model).isEmpty, "it need not be asked for")
        #expect(model.logs.search?.hits == [0])
    }

    @Test func copyTakesAllOfALongLine() {
        var model = model(Self.json)
        #expect(model.press(.character("y")) == [.copy(Self.json, what: "1 line")])
    }

    @Test func wholeLineBeginsWithTheMatch() {
        var model = model(Self.json)
        _ = search("LAST", &model)
        model.press(KeyPress(.enter))
        #expect(model.screen.text.contains("LAST"))
        model.press(KeyPress(.end))
        #expect(model.screen.text.contains(#""tail": "LAST""#))
    }

    @Test(arguments: ["決", "猫", "é", "🧾"])
    func cutSplitsNoCharacter(_ character: String) {
        for offset in 0..<4 {
            let text = String(repeating: "x", count: offset) + String(repeating: character, count: 20_000)
            let head = LogText.head(text, bytes: 16_384, ellipsis: "…")
            #expect(head.utf8.count <= 16_384 + 3 && head.hasSuffix("…"))
            #expect(!head.unicodeScalars.contains("\u{FFFD}"))
        }
        #expect(LogText.head("short", bytes: 5, ellipsis: "…") == "short")
    }

    @Test func wrappedLongLineEndsWithAnEllipsis() {
        var model = model(String(repeating: "z", count: 900_000))
        model.press(.character("w"))
        #expect(model.screen.text.contains("z…"))
    }

    @Test func longLineScrollsToItsEnd() {
        var model = model(String(repeating: "z", count: 100_000) + "END")
        for _ in 0..<12_495 { _ = update(&model, .screen(.key(KeyPress(.right)))) }
        #expect(model.screen.text.contains("END"))
    }

    @Test(arguments: [1, 7, 80, 1000])
    func plainTextWrapsLikeAnyOther(_ width: Int) {
        let text = String((0..<2500).map { Character(Unicode.Scalar(0x21 + UInt8($0 % 90))) })
        let rows = StyledLine(text).wrapped(to: width)
        #expect(rows.map(\.text).joined() == text)
        #expect(rows.dropLast().allSatisfy { $0.width == width })
        #expect(StyledLine(text).dropping(columns: width).text == String(text.dropFirst(width)))
    }
}
