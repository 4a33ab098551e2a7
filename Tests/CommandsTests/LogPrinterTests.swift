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

    @Test func timesAreOfThisMachineAndSaySo() throws {
        var printer = plain
        printer.showsTimes = true
        let text = try #require(print(printer, line("a")).split(separator: " ").dropFirst().first { $0.hasPrefix("2") })
        #expect(try TimeExpression(String(text), now: 0).nanoseconds == Self.time - 1)
        #expect(text.hasSuffix(":00") || text.hasSuffix(":30") || text.hasSuffix(":45"), "\(text)")
    }

    @Test func aTerminalShowsLevelMessageAndFieldsOfJSON() {
        let json = #"{"time":"2026-03-16T14:00:00Z","level":"warn","message":"slow \u001b]0;t\u0007","ms":12}"#
        let printed = print(colored, line(json))
        #expect(
            printed.hasPrefix("\u{1B}[32mdb      |\u{1B}[0m \u{1B}[33mwarn \u{1B}[0m slow "),
            "\(printed.debugDescription)"
        )
        #expect(printed.hasSuffix(" ms=12\n") && !printed.contains("\u{1B}]"))
        var raw = colored
        raw.isRaw = true
        #expect(print(raw, line(json)).hasSuffix("\(json)\n"))
        #expect(print(plain, line(json)) == "db      | \(json)\n")
    }

    @Test func aTerminalShowsWhatACarriageReturnLeft() {
        var printer = colored
        printer.hasColor = false
        #expect(print(printer, line("a CRLF line\r")) == "db      | a CRLF line\n")
        #expect(print(printer, line("\r10%\r50%\r100%")) == "db      | 100%\n")
        #expect(print(plain, line("a\r")) == "db      | a\r\n")
    }

    @Test func bytesThatAreNoTextStayWhereColoursGo() {
        var printer = plain
        printer.dropsColors = true
        printer.showsNames = false
        var packer = LogPacker()
        let text: [UInt8] = Array("\u{1B}[31m".utf8) + [0xFF, 0xC3] + Array("\u{1B}[0m".utf8)
        text.withUnsafeBytes {
            packer.add(service: "db", stream: .stdout, timeNs: 0, number: 0, isContext: false, text: $0)
        }
        #expect(printer.render(packer.finish()) == [0xFF, 0xC3, 0x0A])
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

    @Test func aLineThatWasJoinedFromPartsLeavesNothingOut() {
        var printer = plain
        printer.showsNames = false
        printer.separatesGroups = true
        var packer = LogPacker()
        for (number, parts, text) in [(3, 0, "before"), (6, 2, "Name: done"), (9, 1, "after")]
            as [(UInt64, Int, String)]
        {
            Array(text.utf8).withUnsafeBytes {
                packer.add(
                    service: "db",
                    stream: .stdout,
                    timeNs: 1,
                    number: number,
                    earlierParts: parts,
                    isContext: false,
                    text: $0
                )
            }
        }
        let lines = String(decoding: printer.render(packer.finish()), as: UTF8.self)
        #expect(lines == "before\nName: done\n--\nafter\n")
    }

    @Test func linesThatAreNotWantedAreLeftOut() {
        #expect(print(plain, line("a"), line("b"), areWanted: [false, true]) == "db      | b\n")
    }

    @Test(arguments: ["abc", "abcdefgh", "abcdefg\u{1B}", "\u{7F}bcdefgh", "abc\u{9}defghi", "abcdefghü", "\u{0}", ""])
    func aTerminalGetsPrintableTextWhateverItsLength(text: String) {
        var printer = colored
        (printer.showsNames, printer.hasColor) = (false, false)
        let printed = print(printer, line(text))
        #expect(printed == TerminalSanitizer.forTerminal(text) + "\n")
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
