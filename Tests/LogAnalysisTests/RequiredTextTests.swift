import Testing

@testable import LogAnalysis

@Suite struct RequiredTextTests {
    private func required(_ text: String, _ kind: LogPattern.Kind = .regex, _ letters: LogPattern.Case = .sensitive)
        -> String?
    {
        let texts = RequiredText.alternatives(of: LogPattern(text, kind: kind, case: letters)).map {
            String(decoding: $0.bytes, as: UTF8.self) + ($0.isWhole ? "!" : "")
        }
        return texts.isEmpty ? nil : texts.joined(separator: " or ")
    }

    @Test(arguments: [
        ("needle", "needle!"), ("a\\.b", "a.b!"), ("status\":5\\d\\d,", "status\":5"), ("abc?", "ab"), ("abc*d", "ab"),
        ("abc+de", "abc"), ("a{2}bc", "bc"), ("{\"level\":", "{\"level\":!"), ("x{,3}yy", "yy"), ("(abc)de", "de"),
        ("(?:a|b)cd", "cd"), ("[^\"]*abc", "abc"), ("[]x]abc", "abc"), ("^abc$", "abc"), ("ab.*?cde", "cde"),
        ("\\bword\\b", "word"), ("ü+x", "ü"),
        ("error|pan+ic", "error! or pan"), ("(a|b)cd|ef", "cd or ef!"),
    ])
    func aPlainRunIsSeen(pattern: String, text: String) {
        #expect(required(pattern) == text)
    }

    @Test(arguments: [
        "abc|", "abc|\\d", "(?i)abc", "a|b|c|d|e|f|g|h|i", "(?=abc)d", "a\\x41bc", "\\Qabc\\E", "[[:alpha:]]bc",
        "(*UTF)abc", "\\d+", "x?", "(abc)", "",
        "a\\Kbc", "(?#abc)d",
    ])
    func whereNothingIsCertainNothingIsSaid(pattern: String) {
        #expect(required(pattern) == nil)
    }

    @Test func charactersWithOtherCapitalsAreNotReliedOn() {
        #expect(RequiredText.alternatives(of: LogPattern("status")).first?.lookalikes == [Array("\u{17F}".utf8)])
        #expect(RequiredText.alternatives(of: LogPattern("Status")).first?.lookalikes == [])
        #expect(RequiredText.alternatives(of: LogPattern("skip", kind: .literal)).first?.lookalikes.count == 2)
        #expect(required("grün", .literal, .insensitive) == "gr")
        #expect(required("panic", .literal, .insensitive) == "panic!")
    }

    /// Random patterns over random texts: with the required text and without, the answer is the same.
    @Test func noMatchIsMissedForTheSakeOfSpeed() throws {
        var random = SystemRandomNumberGenerator()
        let atoms = [
            "a", "b", "k", "S", "ab", ".", "\\d", "[^a]", "(a|b)", "(?:ab)?", "a?", "b*", "a+", "a{2}", "{", "\\.", "^",
            "$",
            "\\s", "ſ", "]", "}", "[]a]", "|", "s", "K",
        ]
        let letters = ["a", "b", "k", "\u{212A}", "s", "S", "ſ", ".", "1", "{", " ", "]", "}", "ü"]
        for _ in 0..<3_000 {
            let text = (0..<Int.random(in: 1...4, using: &random)).map { _ in atoms.randomElement(using: &random) ?? ""
            }
            let pattern = LogPattern(text.joined(), case: Bool.random(using: &random) ? .sensitive : .insensitive)
            guard let matcher = try? PatternMatcher(pattern) else { continue }
            // A group around it hides every text from the look at it.
            let plain = try PatternMatcher(LogPattern("(?:\(pattern.text))|(?!)", case: pattern.case))
            #expect(plain.neededText == nil)
            for _ in 0..<10 {
                let line = (0..<Int.random(in: 0...8, using: &random)).map { _ in
                    letters.randomElement(using: &random) ?? ""
                }
                let bytes = Array(line.joined().utf8)
                let answers = bytes.withUnsafeBytes { (matcher.scanner().matches($0), plain.scanner().matches($0)) }
                #expect(answers.0 == answers.1, "\(pattern.text) in \(line.joined())")
                #expect(matcher.matches(in: line.joined()) == plain.matches(in: line.joined()), "\(pattern.text)")
            }
        }
    }
}
