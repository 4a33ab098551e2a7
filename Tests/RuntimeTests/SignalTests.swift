import ComposeModel
import Runtime
import Testing

@Suite struct SignalTests {
    @Test(
        arguments: [
            ("SIGTERM", 15), ("TERM", 15), ("term", 15), ("sigterm", 15), ("15", 15), ("SIGKILL", 9), ("HUP", 1),
            ("SIGINT", 2), ("QUIT", 3), ("USR1", 10), ("SIGWINCH", 28), ("64", 64), ("SIGSTKFLT", 16), ("SIGCLD", 17),
            ("SIGRTMIN", 34), ("SIGRTMIN+3", 37), ("rtmin+30", 64), ("SIGRTMAX-14", 50), ("RTMAX", 64),
        ] as [(String, Int32)]
    )
    func namesAndNumbersAreUnderstood(text: String, number: Int32) { #expect(Signal(text)?.number == number) }

    @Test(
        arguments: [
            "", "SIG", "SIGNOPE", "0", "32", "33", "65", "-9", "SIG15", "TERM ", "SIGSIGTERM", "SIGRTMIN+31",
            "SIGRTMIN-1", "SIGRTMAX+1", "SIGRTMAX-31", "SIGRTMIN+", "TREM", "99999999999999999999",
        ]
    )
    func whatIsNoSignalHasNone(text: String) { #expect(Signal(text) == nil) }

    @Test func everyNameLeadsBackToItself() throws {
        for number in (1...64).compactMap({ Signal(number: $0) }) {
            #expect(number.description.hasPrefix("SIG"))
            #expect(Signal(number.description) == number)
        }
        #expect(Signal(number: 37)?.description == "SIGRTMIN+3")
        #expect(Signal.allNames.count == 31)
    }

    @Test func anExitStatusReadsAsPeopleSayIt() {
        #expect("\(Runtime.ExitStatus.code(3))" == "exit code 3")
        #expect("\(Runtime.ExitStatus.signal(9))" == "signal SIGKILL")
        #expect("\(Runtime.ExitStatus.signal(33))" == "signal 33")
        #expect(Runtime.ExitStatus.code(0).isSuccess)
        #expect(!Runtime.ExitStatus.code(1).isSuccess)
        #expect(!Runtime.ExitStatus.signal(15).isSuccess)
    }
}
