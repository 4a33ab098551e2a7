import Foundations
import Testing

@Suite struct DurationTests {
    @Test func wholeNumbersAreRoundedTowardZero() {
        let duration = Duration.seconds(1) + .nanoseconds(2_999_999)
        #expect(duration.wholeNanoseconds == 1_002_999_999)
        #expect(duration.wholeMicroseconds == 1_002_999)
        #expect(duration.wholeMilliseconds == 1002)
        #expect((Duration.zero - duration).wholeMilliseconds == -1002)
    }

    @Test func millisecondsKeepTheirFraction() {
        #expect(Duration.microseconds(1_500).milliseconds == 1.5)
        #expect(Duration.seconds(2).milliseconds == 2000)
    }

    @Test(
        arguments: [
            (.milliseconds(250), "250 ms"), (.microseconds(999_999), "999 ms"), (.seconds(1), "1 s"),
            (.milliseconds(1050), "1 s"), (.milliseconds(1599), "1.5 s"), (.seconds(60), "60 s"),
        ] as [(Duration, String)]
    )
    func messagesHaveAtMostOneDecimal(_ duration: Duration, _ text: String) {
        #expect(duration.abbreviated == text)
    }

    @Test func aPollNeverEndsJustBeforeItsDeadline() {
        #expect(PollTimeout.milliseconds(until: nil) == -1)
        #expect(PollTimeout.milliseconds(until: .now - .seconds(1)) == 0)
        #expect((1...10_001).contains(PollTimeout.milliseconds(until: .now + .seconds(10))))
    }

    @Test func theWallClockIsInThisCentury() {
        #expect(WallClock.nowNs > 1_700_000_000_000_000_000)
    }
}
