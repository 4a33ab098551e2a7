import Foundation
import Testing

/// What commands print passes one place, where it is made harmless.
@Suite struct OutputTests {
    /// Where bytes reach a standard stream: `Terminal` and, for log lines, `ByteSink`; in the supervisor `LogOutput`.
    private static let rooms: Set<String> = [
        "Sources/Commands/Output/Terminal.swift", "Sources/Commands/Logs/ByteSink.swift",
        "Sources/Commands/StandardDescriptors.swift", "Sources/StackHost/Process/LogOutput.swift",
    ]
    private static let calls = [
        "print", "debugPrint", "dump", "puts", "fputs", "fputc", "putchar", "putc", "printf", "vprintf", "fprintf",
        "vfprintf",
        "dprintf", "vdprintf", "fwrite", "perror", "psignal", "error_at_line", "warn", "warnx", "writev", "sendfile",
        "splice",
    ]

    static func problems(in text: String) -> [Int] {
        let call = "(^|[^A-Za-z0-9_.])(Glibc\\.|Swift\\.)?(\(calls.joined(separator: "|")))\\("
        let other =
            "FileHandle|\\bexit\\(withError:|STD(OUT|ERR)_FILENO|/dev/(std|fd)|\\bwrite\\([12],"
        return text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().compactMap { index, line in
            let code = line.drop { $0 == " " }
            guard !code.hasPrefix("//"), !code.hasPrefix("import") else { return nil }
            // Whether somebody looks may be asked anywhere.
            let asked = code.replacingOccurrences(
                of: "isatty\\(STD[A-Z]+_FILENO\\)",
                with: "",
                options: .regularExpression
            )
            // A function that has such a name is none of these.
            let isFound = [call, other].contains { asked.range(of: $0, options: .regularExpression) != nil }
            return isFound && !code.contains("func ") ? index + 1 : nil
        }
    }

    @Test func commandsWriteThroughTheTerminalAlone() throws {
        let files = try Repository().sourceFiles().filter {
            ["Commands", "StackHost"].contains($0.target) && !Self.rooms.contains($0.path)
        }
        #expect(files.count > 50, "nothing was found to look at")
        for file in files {
            for line in Self.problems(in: file.text) {
                Issue.record(
                    "\(file.path):\(line): writes by itself; use Terminal or LogOutput, which make what they write harmless"
                )
            }
        }
    }

    @Test(arguments: [
        "print(x)", "  Swift.print(\"x\")", "fputs(text, stderr)", "FileHandle.standardError.write(data)",
        "write(STDOUT_FILENO, p, 1)", "Glibc.write(1, p, 1); write(1, p, 1)", "exit(withError: error)",
        "fwrite(p, 1, 1, f)",
        "open(\"/dev/stdout\", O_WRONLY)",
    ])
    func whatWritesIsSeen(line: String) { #expect(OutputTests.problems(in: line) == [1]) }

    @Test(arguments: [
        "isatty(STDOUT_FILENO) == 1", "stack.printWarnings()", "terminal.write(text)", "// print(x)", "fingerprint(x)",
        "func warn(_ text: String) {", "let printer = LogPrinter()",
    ])
    func whatDoesNotIsPassedBy(line: String) { #expect(OutputTests.problems(in: line).isEmpty) }
}
