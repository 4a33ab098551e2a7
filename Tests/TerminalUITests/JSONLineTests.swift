import ControlAPI
import LogAnalysis
import Testing

@testable import TerminalUI

/// JSON lines in the logs pane.
@Suite struct JSONLineTests {
    @Test(arguments: [
        (
            #"{"time":"2026-01-02T03:04:05.678Z","level":"info","msg":"request done","status":200,"path":"/a b"}"#,
            #"INFO  request done  status=200 path="/a b""#
        ),
        (
            #"{"ts":1767323045.1,"lvl":"WARN","message":"slow","ms":12.5,"ok":true,"user":null}"#,
            "WARN  slow  ms=12.5 ok=true user=null"
        ),
        (#"{"severity":"ERROR","data":{"a":[1,2]},"empty":""}"#, #"ERROR  data={"a":[1,2]} empty="""#),
        (#"{"event":"started","pid":7}"#, "started  pid=7"),
        (#"{"msg":"two\nlines\tand a tab","level":30}"#, #"INFO  two\nlines and a tab "#),
        (#"{"level":"error","msg":"\u001b[31mred\u001b[0m \u0007"}"#, "ERROR red ␇ "),
    ])
    func levelAndMessageComeFirst(_ line: String, _ expected: String) {
        #expect(JSONLineText(line)?.text == expected)
    }

    @Test(arguments: [
        "plain text", "level=info msg=logfmt", #"{"a":1,"b":2}"#, #"{"level":"info","msg":"cut"#, "{}", "",
        #"INFO {"msg":"behind a head"}"#,
    ])
    func otherLinesStayAsTheyAre(_ line: String) {
        #expect(JSONLineText(line) == nil)
    }

    private func model(_ line: String, width: Int = 80) -> AppModel {
        var model = AppModel(size: Size(width: width, height: 24), now: Fixtures.now)
        model.show(Fixtures.healthyServices, [Fixtures.line("backend", line, number: 1)])
        return model
    }

    private static let line =
        #"{"time":"2024-03-01T12:00:00.123Z","level":"error","target":"cpa::api","msg":"cannot reach redis","code":7}"#

    @Test(arguments: [80, 120, 200])
    func messageIsOnTheScreenAndTheTimeOnce(_ width: Int) {
        let text = model(Self.line, width: width).screen.text
        #expect(text.contains("ERROR cannot reach redis"))
        #expect(!text.contains("2024-03-01T"))
    }

    @Test func wholeLineIsCopiedAsItIs() {
        var model = model(Self.line)
        #expect(model.press(.character("y")) == [.copy(Self.line, what: "1 line")])
    }

    @Test func levelHasItsColour() throws {
        let model = model(Self.line)
        let row = try #require((0..<24).first { model.screen.text(row: $0).contains("ERROR cannot") })
        let cell = try #require(model.screen.row(row).first { $0.text == "E" })
        #expect(cell.style == Theme.standard[.error])
    }
}
