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
}
