import ControlAPI
import LogAnalysis
import Testing

@testable import Commands

@Suite struct LogPrinterTests {
    private static let time: Int64 = 1_773_671_415_500_000_001

    private func line(
        _ text: String,
        service: String = "db",
        stream: LogStream = .stdout,
        number: UInt64 = 0,
        isContext: Bool = false
    ) -> LogLine {
        LogLine(
            service: service,
            stream: stream,
            timeNs: Self.time,
            number: number,
            text: text,
            isContext: isContext
        )
    }

    private func print(_ printer: LogPrinter, _ lines: LogLine..., areWanted: [Bool]? = nil) -> String {
        var printer = printer
        return String(decoding: printer.render(PackedLogBatch(LogBatch(lines)), areWanted), as: UTF8.self)
    }

    private let plain = LogPrinter(services: ["db", "backend"], isTerminal: false, hasColor: false)
    private let colored = LogPrinter(services: ["db", "backend"], isTerminal: true, hasColor: true)

    @Test func aLineBeginsWithItsService() {
        #expect(
            print(plain, line("a"), line("b", service: "backend"), line("started", stream: .system))
                == "db      | a\nbackend | b\ndb      | ‹started›\n"
        )
    }

    @Test func timesAreInUTC() {
        var printer = plain
        printer.showsTimes = true
        #expect(print(printer, line("a")) == "db      | 2026-03-16T14:30:15.500Z a\n")
    }

    @Test func whatIsPipedAwayStaysAsItCame() {
        let text = "\u{1B}[31mred\u{1B}[0m \u{1B}]0;title\u{7}"
        #expect(print(plain, line(text)) == "db      | \(text)\n")
        var nameless = plain
        nameless.showsNames = false
        #expect(print(nameless, line("a\u{0}b")) == "a\u{0}b\n")
    }

    @Test func withoutColoursTheServicesOwnGoToo() {
        var printer = plain
        printer.dropsColors = true
        #expect(print(printer, line("\u{1B}[31mred\u{1B}[0m ü")) == "db      | red ü\n")
    }

    @Test func aTerminalGetsColoursAndNothingElse() {
        let printed = print(colored, line("\u{1B}[31mred\u{1B}[0m \u{1B}]0;title\u{7}"))
        let beginning = "\u{1B}[32mdb      |\u{1B}[0m \u{1B}[31mred\u{1B}[0m "
        #expect(printed.hasPrefix(beginning), "\(printed.debugDescription)")
        #expect(!printed.contains("\u{1B}]") && !printed.contains("\u{7}"))
    }

    @Test func matchesAreMarkedAndContextIsDim() throws {
        var printer = colored
        printer.highlight = try PatternMatcher(LogPattern("o+"))
        let printed = print(printer, line("foo bo"), line("foo", isContext: true))
        #expect(
            printed == """
                \u{1B}[32mdb      |\u{1B}[0m f\u{1B}[7moo\u{1B}[27m b\u{1B}[7mo\u{1B}[27m
                \u{1B}[32mdb      |\u{1B}[0m \u{1B}[2mfoo\u{1B}[0m

                """
        )
    }

    @Test func groupsAreSeparatedWhereLinesAreLeftOut() {
        var printer = plain
        printer.showsNames = false
        printer.separatesGroups = true
        let lines = print(
            printer,
            line("3", number: 3),
            line("4", number: 4),
            line("9", number: 9),
            line("b", service: "backend", number: 0),
            line("10", number: 10)
        )
        #expect(lines == "3\n4\n--\n9\n--\nb\n10\n")
    }

    @Test func linesThatAreNotWantedAreLeftOut() {
        #expect(print(plain, line("a"), line("b"), areWanted: [false, true]) == "db      | b\n")
    }

    @Test(arguments: ["abc", "abcdefgh", "abcdefg\u{1B}", "\u{7F}bcdefgh", "abc\u{9}defghi", "abcdefghü", "\u{0}", ""])
    func aTerminalGetsPrintableTextWhateverItsLength(text: String) {
        var printer = colored
        (printer.showsNames, printer.hasColor) = (false, false)
        let printed = print(printer, line(text))
        #expect(printed == HarmlessText.forTerminal(text) + "\n")
    }

    // MARK: Times

    @Test(
        arguments: [
            (0, "1970-01-01T00:00:00.000000000Z"), (1, "1970-01-01T00:00:00.000000001Z"),
            (-1, "1969-12-31T23:59:59.999999999Z"), (time, "2026-03-16T14:30:15.500000001Z"),
            (1_709_164_799_999_999_999, "2024-02-28T23:59:59.999999999Z"),
            (1_709_164_800_000_000_000, "2024-02-29T00:00:00.000000000Z"),
            (951_868_800_000_000_000, "2000-03-01T00:00:00.000000000Z"),
            (Int64.max, "2262-04-11T23:47:16.854775807Z"), (Int64.min, "1677-09-21T00:12:43.145224192Z"),
        ]
    )
    func timesAreRFC3339(timeNs: Int64, expected: String) {
        var times = TimeStamp(digits: 9)
        #expect(times.text(timeNs) == expected)
        #expect(times.text(timeNs) == expected)
    }

    @Test func aTimeWithoutFractionHasNoPoint() {
        var times = TimeStamp(digits: 0)
        #expect(times.text(Self.time) == "2026-03-16T14:30:15Z")
    }
}
