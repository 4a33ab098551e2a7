import ControlAPI
import Testing

@testable import Commands

@Suite struct StopWordsTests {
    @Test(
        arguments: [
            (nil, "SIGTERM", "db stopped"),
            ("exit code 0", "SIGTERM", "db stopped"),
            ("signal SIGTERM", "SIGTERM", "db stopped"),
            ("signal SIGKILL", "SIGKILL", "db stopped"),
            ("signal SIGKILL", "SIGTERM", "db stopped (killed after its grace period)"),
            ("exit code 143", "SIGTERM", "db stopped (exit code 143)"),
            ("signal SIGSEGV", "SIGTERM", "db stopped (signal SIGSEGV)"),
        ] as [(String?, String, String)]
    )
    func onlyAnEndThatIsWorthALookIsNamed(exit: String?, signal: String, words: String) {
        var status = ServiceStatus(name: "db", state: .stopped)
        status.lastExit = exit
        status.stopSignal = signal
        #expect(status.stopWords == words)
    }

    @Test func aServiceIsWaitedForUntilItRests() {
        var progress = StopProgress(["web"])
        #expect(lines(&progress, .running) == [])
        #expect(lines(&progress, .stopping) == [])
        #expect(progress.waiting == ["web"])
        #expect(lines(&progress, .stopped) == ["web stopped"])
        #expect(progress.waiting.isEmpty && progress.restarted.isEmpty)
    }

    @Test func aServiceThatIsStartedAgainIsNoLongerWaitedFor() {
        var progress = StopProgress(["web"])
        // Before it stops, it may still be on its way up.
        for state in [.preparing, .starting, .running, .stopping] as [ServiceStatus.State] {
            _ = lines(&progress, state)
            #expect(progress.waiting == ["web"])
        }
        #expect(lines(&progress, .preparing) == [])
        #expect(progress.waiting.isEmpty)
        #expect(progress.restarted == ["web"])
    }

    private func lines(_ progress: inout StopProgress, _ state: ServiceStatus.State) -> [String] {
        progress.lines(for: [ServiceStatus(name: "web", state: state)])
    }
}
