import Diagnostics
import Foundation
import Glibc
import LogAnalysis
import Testing

@testable import Commands

/// What reaches a terminal of what commands print.
@Suite struct TerminalTests {
    static let hostile = [
        "\u{1B}]0;PWN\u{7}", "\u{1B}]52;c;UFdO\u{7}", "\u{1B}[2J", "\u{1B}[31mred", "\u{1B}[8mhidden", "\u{9B}2J",
        "\u{90}x\u{9C}",
        "\u{202E}txt", "\u{2066}x", "\u{200F}", "\u{61C}", "a\rb", "\u{8}\u{8}", "\u{7F}", "\u{0}", "\u{E0041}",
        "\u{2028}",
        "\u{1B}", "x\u{1B}[", "\u{1B}P1;2q\u{1B}\\", "\u{1B}c",
    ]

    /// A pseudo-terminal: what is written into the one end is read from the other.
    private struct Pair: ~Copyable {
        let controller: Int32
        let follower: Int32

        init() throws {
            let ends = try Self.open()
            controller = ends.controller
            follower = ends.follower
        }

        private static func open() throws -> (controller: Int32, follower: Int32) {
            let controller = Glibc.open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
            // TIOCSPTLCK and TIOCGPTN of ioctl_tty(2), which are macros that Swift does not import.
            var (lock, number): (Int32, UInt32) = (0, 0)
            let isReady = ioctl(controller, 0x4004_5431, &lock) == 0 && ioctl(controller, 0x8004_5430, &number) == 0
            try #require(isReady)
            let follower = Glibc.open("/dev/pts/\(number)", O_RDWR | O_NOCTTY | O_CLOEXEC)
            try #require(follower >= 0)
            var settings = termios()
            tcgetattr(follower, &settings)
            cfmakeraw(&settings)
            tcsetattr(follower, TCSANOW, &settings)
            return (controller, follower)
        }

        deinit {
            close(follower)
            close(controller)
        }

        func read() -> String {
            var buffer = [UInt8](repeating: 0, count: 1 << 16)
            let count = Glibc.read(controller, &buffer, buffer.count)
            return String(decoding: buffer[..<max(0, count)], as: UTF8.self)
        }
    }

    private func isHarmless(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy { scalar in
            let isControl =
                scalar.value < 0x20 && scalar != "\t" && scalar != "\n" || (0x7F...0x9F).contains(scalar.value)
            return !isControl && !TerminalSanitizer.isDeceptive(scalar) && !(0xFDD0...0xFDEF).contains(scalar.value)
        }
    }

    @Test(arguments: hostile) func nothingFromOutsideReachesATerminal(text: String) throws {
        let pair = try Pair()
        let terminal = Terminal(descriptor: pair.follower)
        #expect(terminal.isTerminal)
        terminal.write("a \(text) b\n")
        let written = pair.read()
        #expect(
            isHarmless(written) && written.hasPrefix("a ") && written.hasSuffix(" b\n"),
            "\(written.debugDescription)"
        )
        terminal.writeData("a \(text) b\n")
        #expect(isHarmless(pair.read()))
        terminal.writeRendered("a \(text) b\n")
        #expect(isHarmless(pair.read()))
        terminal.replaceLine("a \(text) b")
        #expect(isHarmless(String(pair.read().dropFirst(4))))
    }

    @Test func ownColoursStayAndAreEnded() {
        let red = TerminalMarkup.paint("x\u{1B}[32my", .red)
        #expect(TerminalMarkup.render(red, hasColor: true) == "\u{1B}[31mx␛[32my\u{1B}[0m")
        #expect(TerminalMarkup.render(red, hasColor: false) == "x␛[32my")
        let open = String(red.unicodeScalars.dropLast().map(Character.init))
        #expect(TerminalMarkup.render(open, hasColor: true).hasSuffix("\u{1B}[0m"))
        let nested = TerminalMarkup.paint("a" + TerminalMarkup.paint("b", .bold), .red)
        #expect(TerminalMarkup.render(nested, hasColor: true) == "\u{1B}[31mab\u{1B}[0m")
    }

    @Test func linesAndTabsStay() {
        #expect(TerminalMarkup.render("a\tb\r\nc\n", hasColor: true) == "a\tb\nc\n")
    }

    @Test(arguments: hostile) func dataIsNotTouchedInAPipe(text: String) {
        var ends: [Int32] = [0, 0]
        #expect(pipe(&ends) == 0)
        defer { for end in ends { close(end) } }
        Terminal(descriptor: ends[1]).writeData(text)
        var buffer = [UInt8](repeating: 0, count: 256)
        let count = read(ends[0], &buffer, buffer.count)
        #expect(String(decoding: buffer[..<max(0, count)], as: UTF8.self) == text)
    }

    @Test(arguments: hostile) func aDiagnosticKeepsItsOwnColoursOnly(text: String) {
        let place = SourceLocation(file: "f\(text)", line: 1, column: 1)
        let diagnostic = Diagnostic(
            .error,
            "code",
            "message \(text)",
            at: place,
            notes: [.init("note \(text)", at: place)],
            hint: "hint \(text)"
        )
        let rendered = DiagnosticRenderer(color: true) { _ in "line \(text)\n" }.render([diagnostic])
        var rest = rendered
        for sequence in DiagnosticRenderer.sequences { rest = rest.replacingOccurrences(of: sequence, with: "") }
        #expect(isHarmless(rest), "\(rendered.debugDescription)")
        #expect(TerminalMarkup.render(rendered, keeping: DiagnosticRenderer.sequences) == rendered)
        #expect(isHarmless(TerminalMarkup.render(rendered, keeping: [])))
    }

    @Test(arguments: hostile) func aTableHasARowForEachRow(text: String) {
        var table = TextTable(header: ["A", "B"])
        table.add(.init("x\n\(text)"), .init("1"))
        let lines = table.render(.none).split(separator: "\n")
        #expect(lines.count == 2 && lines.allSatisfy { isHarmless(String($0)) })
        #expect(lines[0].count == lines[1].count)
    }

    @Test(arguments: hostile) func jsonIsTheSameDataAndHarmless(text: String) throws {
        let json = try JSONText.render(["k\(text)": "v\(text)"])
        #expect(isHarmless(json))
        #expect(try JSONDecoder().decode([String: String].self, from: Data(json.utf8)) == ["k\(text)": "v\(text)"])
    }
}
