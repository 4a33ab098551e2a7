import ControlAPI
import Testing

@testable import TerminalUI

@Suite struct LogLossTextTests {
    private func service(_ name: String, lost: Int, _ problem: String? = nil) -> ServiceStatus {
        var status = ServiceStatus(name: name, state: .running)
        status.droppedLines = lost
        status.logProblem = problem
        return status
    }

    @Test func linesAreCountedWhileTheyAreDropped() {
        let full = service("a", lost: 1_234, "No space left on device")
        #expect(LogLossText.ongoing([full]) == "1,234 lines dropped so far: No space left on device")
        #expect(
            LogLossText.ongoing([service("b", lost: 7), full, service("c", lost: 1, "full")])
                == "1,235 lines dropped so far: No space left on device"
        )
        #expect(LogLossText.fact(full) == LogLossText.ongoing([full]))
    }

    @Test func aLossThatIsOverIsAFactAndNoAlarm() {
        #expect(LogLossText.ongoing([service("a", lost: 1)]) == nil)
        #expect(LogLossText.fact(service("a", lost: 1)) == "1 line dropped")
        #expect(LogLossText.fact(service("a", lost: 0)) == nil)
    }
}
