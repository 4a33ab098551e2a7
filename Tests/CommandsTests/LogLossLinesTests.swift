import ControlAPI
import Testing

@testable import Commands

@Suite struct LogLossLinesTests {
    @Test func eachServiceWhoseLogLacksLinesHasALine() {
        var full = ServiceStatus(name: "full", state: .running)
        full.droppedLines = 12
        full.logProblem = "No space left on device"
        var over = ServiceStatus(name: "over", state: .running)
        over.droppedLines = 1
        let text = LogLossLines.render([full, over, ServiceStatus(name: "fine", state: .running)], .standardError)
        #expect(
            text == """
                full: lines of its log are being dropped, 12 lines so far: No space left on device
                over: 1 line of its log could not be written

                """
        )
    }
}
