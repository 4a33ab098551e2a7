import Runtime
import Testing

@testable import NativeRuntime

@Suite struct LauncherReportTests {
    struct Case: Sendable {
        var output: String
        var outcome: CommandOutput.Outcome
        var availability: Availability

        init(_ output: String, _ outcome: CommandOutput.Outcome, _ availability: Availability) {
            self.output = output
            self.outcome = outcome
            self.availability = availability
        }
    }

    private static let success = CommandOutput.Outcome.ended(.code(0))
    private static let failure = CommandOutput.Outcome.ended(.code(1))

    private static let cases: [Case] = [
        Case(
            "binary: /usr/bin/pg\nversion: 16.4\ndifference: not 16.15\n",
            success,
            .available(.init(path: "/usr/bin/pg", version: "16.4", difference: "not 16.15"))
        ),
        Case("noise\nbinary:/x\r\n", success, .available(.init(path: "/x", version: ""))),
        Case("binary: /a: b\nbinary: /second\n", success, .available(.init(path: "/second", version: ""))),
        Case(
            "",
            success,
            .unavailable(
                reason: "launch check printed no 'binary: …' line",
                remedy: "make the launcher print 'binary: <path>' and 'version: <version>'"
            )
        ),
        Case("reason: no pg\nremedy: get it\n", failure, .unavailable(reason: "no pg", remedy: "get it")),
        Case("reason: no pg\ninstallable: yes\n", failure, .installable(reason: "no pg")),
        Case("reason: no pg\ninstallable: no\n", failure, .unavailable(reason: "no pg", remedy: nil)),
        Case("first\nlast words\n", failure, .unavailable(reason: "last words", remedy: nil)),
        Case("", failure, .unavailable(reason: "launch check ended with exit code 1", remedy: nil)),
        Case("", .ended(.signal(11)), .unavailable(reason: "launch check ended with signal SIGSEGV", remedy: nil)),
        Case(
            "binary: /x\n",
            .timedOut,
            .unavailable(reason: "launch check timed out", remedy: "run it yourself: launch check")
        ),
        Case(
            "",
            .notStarted(reason: "cannot start launch: Permission denied"),
            .unavailable(reason: "cannot start launch: Permission denied", remedy: "chmod +x launch")
        ),
    ]

    @Test(arguments: cases) func aCheckSaysWhatCanBeHad(test: Case) {
        let output = CommandOutput(outcome: test.outcome, output: test.output)
        #expect(LauncherReport(test.output).availability(launcher: "launch", output: output) == test.availability)
    }
}
