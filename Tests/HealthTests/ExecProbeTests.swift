import ComposeModel
import Health
import Testing

@Suite struct ExecProbeTests {
    private func check(_ result: CommandResult) async -> ProbeOutcome {
        await ProbeFactory().probe(for: .exec(["check"]), address: { _ in nil }, runner: { _, _ in result })
            .check(timeout: .seconds(5))
    }

    @Test(arguments: [
        (CommandResult(end: .exited(0)), true, "check passed"),
        (CommandResult(end: .exited(0), output: "first\nall well\n"), true, "check passed: first all well"),
        (CommandResult(end: .exited(1), output: "\n \n"), false, "exit code 1"),
        (CommandResult(end: .exited(7), output: "no route\n"), false, "exit code 7: no route"),
        (
            CommandResult(
                end: .exited(1),
                output: "a\u{1B}[31mb\u{1B}]0;evil\u{7}c\u{9D}52;c;x\u{9C}d\n\u{1B}]52;open\nend"
            ),
            false, "exit code 1: abcd end"
        ),
        (CommandResult(end: .signalled(9)), false, "killed by signal 9"),
        (CommandResult(end: .timedOut), false, "timed out: the command did not exit"),
        (CommandResult(end: .notStarted("no such file")), false, "could not be started: no such file"),
    ])
    func commandDecides(result: CommandResult, succeeded: Bool, message: String) async {
        let outcome = await check(result)
        #expect(outcome.succeeded == succeeded)
        #expect(outcome.message == message)
    }

    @Test func theWholeOutputIsKeptWhereTheMessageIsCut() async {
        let lines = (0..<40).map { "line \($0)" }
        let long = await check(CommandResult(end: .exited(1), output: lines.joined(separator: "\n")))
        #expect(long.message.hasPrefix("exit code 1: line 0 line 1 ") && long.message.hasSuffix("…"))
        #expect(long.lines == ["exit code 1: line 0"] + lines.dropFirst())
        let endless = await check(CommandResult(end: .exited(1), output: String(repeating: "x", count: 1 << 20)))
        #expect(endless.lines.map(\.utf8.count) == [4 << 10])
        #expect(await check(CommandResult(end: .exited(1), output: "short")).lines.isEmpty)
    }

    @Test func runnerThatForgetsTheTimeoutIsCancelled() async {
        let probe = ProbeFactory().probe(for: .exec(["check"]), address: { _ in nil }) { _, _ in
            // Ends with its task's cancellation only.
            let (forever, _) = AsyncStream.makeStream(of: Never.self, bufferingPolicy: .bufferingNewest(1))
            for await _ in forever {}
            return CommandResult(end: .exited(0))
        }
        let outcome = await probe.check(timeout: .milliseconds(20))
        #expect(!outcome.succeeded)
        #expect(outcome.message == "timed out: the command did not exit")
    }

    @Test func healthcheckIsACommandOrAShellLineOrNothing() async {
        let factory = ProbeFactory()
        func arguments(_ test: Healthcheck.Test?) async -> String? {
            let probe = factory.probe(for: Healthcheck(test: test)) { arguments, _ in
                CommandResult(end: .exited(0), output: arguments.joined(separator: "|"))
            }
            return await probe?.check(timeout: .seconds(5)).message
        }
        #expect(await arguments(.command(["pg_isready", "-q"])) == "check passed: pg_isready|-q")
        #expect(await arguments(.shell("a && b")) == "check passed: /bin/sh|-c|a && b")
        #expect(await arguments(.disabled) == nil)
        #expect(await arguments(nil) == nil)
    }
}
