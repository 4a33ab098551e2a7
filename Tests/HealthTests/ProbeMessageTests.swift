import Health
import Testing

@Suite struct ProbeMessageTests {
    private func message(_ text: String) -> String {
        ProbeOutcome(succeeded: false, latency: .zero, message: text).message
    }

    @Test(arguments: [
        ("PONG", "PONG"),
        ("  two\r\n\tlines \n", "two lines"),
        ("\u{1B}[31mred\u{1B}[0m\u{7}", "red"),
        ("right\u{202E}left", "rightleft"),
        ("größer 🎉 日本", "größer 🎉 日本"),
        ("a\u{0}b", "a b"),
        ("", ""),
    ])
    func isOneHarmlessLine(text: String, expected: String) {
        #expect(message(text) == expected)
    }

    @Test func isCutAtItsLimit() {
        #expect(message(String(repeating: "x", count: 5000)).count == 200)
        #expect(message(String(repeating: "x ", count: 5000)).count <= 200)
        #expect(message(String(repeating: "x", count: 199)) == String(repeating: "x", count: 199))
        let stacked = "e" + String(repeating: "\u{301}", count: 1000)
        #expect(message("a\(stacked)b").unicodeScalars.count < 20)
    }
}
