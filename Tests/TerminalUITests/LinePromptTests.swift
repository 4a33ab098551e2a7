import Testing

@testable import TerminalUI

@Suite struct LinePromptTests {
    private func prompt(_ text: String, _ keys: [KeyPress], history: [String] = []) -> LinePrompt {
        var prompt = LinePrompt(text, history: history)
        for key in keys { _ = prompt.edit(key) }
        return prompt
    }

    @Test(arguments: [
        ([KeyPress(.left), .character("x")], "one twxo"),
        ([KeyPress(.home), .character("x")], "xone two"),
        ([KeyPress(.home), KeyPress(.right), .character("x")], "oxne two"),
        ([KeyPress(.home), KeyPress(.end), .character("x")], "one twox"),
        ([KeyPress(.backspace)], "one tw"),
        ([KeyPress(.home), KeyPress(.backspace)], "one two"),
        ([KeyPress(.home), KeyPress(.delete)], "ne two"),
        ([.control("w")], "one "),
        ([.control("w"), .control("w")], ""),
        ([KeyPress(.left), .control("u")], "o"),
        ([.control("a"), .control("k")], ""),
        ([KeyPress(.left, .control), .character("x")], "one xtwo"),
        ([KeyPress(.home), KeyPress(.right, .alt), .character("x")], "onex two"),
    ])
    func keysEditTheLine(_ keys: [KeyPress], _ expected: String) {
        #expect(prompt("one two", keys).text == expected)
    }

    @Test func keyThatMeansNothingIsLeftToOthers() {
        var prompt = LinePrompt("a")
        for key in [KeyPress(.enter), KeyPress(.function(3)), KeyPress(.character("x"), .alt)] {
            let isTaken = prompt.edit(key)
            #expect(!isTaken)
        }
        #expect(prompt.text == "a")
    }

    @Test func historyIsGoneThroughAndWhatWasWrittenComesBack() {
        let up = KeyPress(.up)
        let down = KeyPress(.down)
        #expect(prompt("new", [up], history: ["first", "second"]).text == "second")
        #expect(prompt("new", [up, up, up], history: ["first", "second"]).text == "first")
        #expect(prompt("new", [up, up, down], history: ["first", "second"]).text == "second")
        #expect(prompt("new", [up, up, down, down, down], history: ["first", "second"]).text == "new")
    }

    @Test func pastedLinesBecomeOne() {
        var prompt = LinePrompt("ac")
        _ = prompt.edit(KeyPress(.left))
        prompt.insert("1\n2\u{1B}\u{7}3")
        #expect(prompt.text == "a1 23c")
        #expect(prompt.parts.before == "a1 23")
    }

    @Test func marksJoinTheCharacterBeforeThem() {
        var prompt = LinePrompt()
        for character in ["e", "\u{301}", "x"] { prompt.insert(character) }
        #expect(prompt.text == "e\u{301}x")
        #expect(prompt.cursor == 2)
        _ = prompt.edit(KeyPress(.backspace))
        _ = prompt.edit(KeyPress(.backspace))
        #expect(prompt.text.isEmpty)
    }

    @Test func lineIsBounded() {
        var prompt = LinePrompt()
        prompt.insert(String(repeating: "x", count: 100_000))
        prompt.insert("y")
        #expect(prompt.text.count == LinePrompt.maximumLength)
    }
}
