import Runtime
import Testing

@Suite struct SignalNameTests {
    @Test(
        arguments: [
            ("SIGTERM", 15), ("TERM", 15), ("term", 15), ("sigterm", 15), ("15", 15), ("SIGKILL", 9), ("HUP", 1),
            ("SIGINT", 2), ("QUIT", 3), ("USR1", 10), ("SIGWINCH", 28), ("64", 64),
        ] as [(String, Int32)]
    )
    func namesAndNumbersAreUnderstood(name: String, number: Int32) {
        #expect(SignalName.number(of: name) == number)
    }

    @Test(arguments: ["", "SIG", "SIGNOPE", "0", "65", "-9", "SIG15", "TERM ", "SIGSIGTERM"])
    func whatIsNoSignalHasNoNumber(name: String) {
        #expect(SignalName.number(of: name) == nil)
    }

    @Test func everyNameLeadsBackToItself() {
        for number: Int32 in 1...31 where number != 16 {
            let name = SignalName.name(of: number)
            #expect(name.hasPrefix("SIG"))
            #expect(SignalName.number(of: name) == number)
        }
    }

    @Test func aSignalWithoutANameShowsItsNumber() {
        #expect(SignalName.name(of: 42) == "signal 42")
    }

    @Test func anExitStatusReadsAsPeopleSayIt() {
        #expect("\(Runtime.ExitStatus.code(3))" == "exit code 3")
        #expect("\(Runtime.ExitStatus.signal(9))" == "signal SIGKILL")
        #expect(Runtime.ExitStatus.code(0).isSuccess)
        #expect(!Runtime.ExitStatus.code(1).isSuccess)
        #expect(!Runtime.ExitStatus.signal(15).isSuccess)
    }
}
