import LogAnalysis
import Testing

@Suite struct LineConditionsTests {
    private static func admitted(
        _ filter: LogFilter,
        expecting expected: [String] = [],
        _ lines: [String]
    ) throws -> [String] {
        var conditions = try LineConditions(filter)
        conditions.reset(expecting: ExpectedTexts(expected))
        return lines.filter {
            var line = $0
            return line.withUTF8 { conditions.admits(UnsafeRawBufferPointer($0), stream: .stdout) }
        }
    }

    @Test func stackTraceComesWithItsError() throws {
        let lines = ["INFO a", "ERROR b", "  at c", "Caused by: d", "INFO e", "  f", "no level"]
        #expect(try Self.admitted(LogFilter(leastLevel: .warn), lines) == ["ERROR b", "  at c", "Caused by: d"])
        #expect(try Self.admitted(LogFilter(leastLevel: .info), lines) == Array(lines.dropLast()))
    }

    @Test func levelGoesOnAlsoWhereOtherConditionsFail() throws {
        let filter = LogFilter(leastLevel: .error, words: ["north"])
        #expect(try Self.admitted(filter, ["ERROR a", "  at north", "INFO b", "  at north"]) == ["  at north"])
    }

    @Test func anErrorThatIsExpectedIsNone() throws {
        let lines = [
            "ERROR no leader yet", "  at start", "ERROR no leader", "INFO no leader yet", "FATAL no leader yet",
        ]
        let texts = ["", "leader yet", "longer than every line that there is here"]
        #expect(try Self.admitted(LogFilter(leastLevel: .warn), expecting: texts, lines) == ["ERROR no leader"])
        #expect(try Self.admitted(LogFilter(leastLevel: .info), expecting: texts, lines) == lines)
        #expect(try Self.admitted(LogFilter(leastLevel: .error), expecting: ["LEADER"], lines).count == 4)
    }

    @Test(arguments: [
        ("firm north is", true), ("north", true), ("\"north\"", true), ("/north/", true), ("north-side", false),
        ("the-north", false), ("northern", false), ("north_1", false), ("ünorth", false), ("northern north", true),
        ("NORTH", false), ("nort", false), ("", false),
    ])
    func wordStandsByItself(line: String, expected: Bool) throws {
        #expect(try Self.admitted(LogFilter(words: ["north"]), [line]).isEmpty != expected)
    }

    @Test func oneOfTheWordsAndAllOfTheFields() throws {
        let lines = [#"{"a":1,"b":2,"t":"x"}"#, #"{"a":1,"b":3,"t":"y"}"#, #"{"a":1,"b":2,"t":"z"}"#]
        #expect(try Self.admitted(LogFilter(fields: [".a=1", ".b=2"], words: ["x", "y"]), lines) == [lines[0]])
    }

    @Test func aTextIsNeededOnlyWhereEveryLineHasIt() throws {
        #expect(try LineConditions(LogFilter(words: ["north"])).neededText == Array("north".utf8))
        #expect(try LineConditions(LogFilter(words: ["a", "b"])).neededText == nil)
        #expect(try LineConditions(LogFilter(fields: [".x.status>1"])).neededText == Array("status".utf8))
        #expect(try LineConditions(LogFilter(leastLevel: .warn, words: ["north"])).neededText == nil)
        #expect(try LineConditions(LogFilter()).isEmpty && !LineConditions(LogFilter(words: ["a"])).isEmpty)
        #expect(throws: FilterError.self) { try LineConditions(LogFilter(fields: ["a"])) }
    }
}
