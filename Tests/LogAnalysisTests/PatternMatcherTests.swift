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
}
