import LogAnalysis
import Testing

@Suite struct PatternMatcherTests {
    @Test(arguments: [
        (LogPattern("error"), "An ERROR", [3..<8]),
        (LogPattern("Error"), "An ERROR", []),
        (LogPattern("\\Sx"), "AX", [0..<2]),
        (LogPattern("a.c", kind: .literal), "abc a.c", [4..<7]),
        (LogPattern("o+"), "foo bo", [1..<3, 5..<6]),
        (LogPattern("ü"), "aüÜ", [1..<3, 3..<5]),
        (LogPattern("x*"), "abc", []),
        (LogPattern("d$"), "end\r", [2..<3]),
        (LogPattern("d\r$"), "end\r", [2..<4]),
        (LogPattern("^100.*"), "10 %\r100 %\r", [5..<11]),
        (LogPattern("1.*9"), "1\r9", [0..<3]),
    ])
    func matchesAreFoundWhereTheyAre(pattern: LogPattern, text: String, ranges: [Range<Int>]) throws {
        #expect(try PatternMatcher(pattern).matches(in: text) == ranges)
    }

    @Test func aBrokenExpressionIsRefusedWithItsPlace() {
        let error = #expect(throws: FilterError.self) { try PatternMatcher(LogPattern("a(b")) }
        #expect(error?.offset == 3)
    }

    @Test func bytesThatAreNoTextAreSearchedAsWell() throws {
        let bytes: [UInt8] = [0xFF, 0x00, 0x61, 0xC3]
        let match = try bytes.withUnsafeBytes { try PatternMatcher(LogPattern("a")).firstMatch(in: $0) }
        #expect(match == 2..<3)
    }

    @Test func aPatternThatBacktracksWithoutEndEndsSoon() throws {
        let bytes = Array((String(repeating: "a", count: 5_000) + "!").utf8)
        let scanner = try PatternMatcher(LogPattern("(a+)+$")).scanner()
        let started = ContinuousClock.now
        for _ in 0..<20 { #expect(!bytes.withUnsafeBytes(scanner.matches)) }
        #expect(ContinuousClock.now - started < .seconds(2))
    }

    @Test func aLineThatNeedsALargeStackIsSearchedAllTheSame() throws {
        let bytes = Array((String(repeating: "ab", count: 5_000) + "c").utf8)
        let scanner = try PatternMatcher(LogPattern("^(a|b)*c")).scanner()
        #expect(bytes.withUnsafeBytes(scanner.matches))
    }

    @Test(arguments: [("^$", true), ("", true), ("x*", true), ("x", false)])
    func aLineMayMatchWithNothing(pattern: String, isMatch: Bool) throws {
        let scanner = try PatternMatcher(LogPattern(pattern)).scanner()
        #expect(scanner.matches(UnsafeRawBufferPointer(start: nil, count: 0)) == isMatch)
        #expect([UInt8]().withUnsafeBytes(scanner.matches) == isMatch)
        #expect([UInt8(ascii: "\r")].withUnsafeBytes(scanner.matches) == isMatch)
    }
}
