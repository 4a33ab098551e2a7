import ComposeModel
import Health
import Testing

@Suite struct ProbePaceTests {
    private func progress(succeeded: Bool, failures: Int) -> ProbeProgress {
        var progress = ProbeProgress()
        if succeeded { progress.record(succeeded: true) }
        for _ in 0..<failures { progress.record(succeeded: false) }
        return progress
    }

    @Test(arguments: [
        (Duration.milliseconds(2), Duration.milliseconds(3)),
        (.milliseconds(75), .milliseconds(3)),
        (.milliseconds(200), .milliseconds(3)),
        (.seconds(5), .milliseconds(75)),
        (.seconds(60), .milliseconds(250)),
    ])
    func delayBeforeTheFirstSuccessGrowsWithTheTimeSinceStart(sinceStart: Duration, delay: Duration) {
        let pace = ProbePace.protocolDefault
        #expect(pace.delay(sinceStart: sinceStart, after: progress(succeeded: false, failures: 9)) == delay)
    }

    @Test func serviceThatIsReadyAfter200MsIsNoticedWithin5() {
        let pace = ProbePace.protocolDefault
        var time = pace.initialDelay
        var asked = 1
        while time < .milliseconds(200) {
            time += pace.delay(sinceStart: time, after: progress(succeeded: false, failures: asked))
            asked += 1
        }
        #expect(time < .milliseconds(205))
        #expect(asked < 70)
    }

    @Test func commandsAreAskedLessOften() {
        let pace = ProbePace(Probe.exec(["true"]))
        #expect(
            pace.delay(sinceStart: .milliseconds(60), after: progress(succeeded: false, failures: 1))
                == .milliseconds(50)
        )
        #expect(pace.delay(sinceStart: .seconds(100), after: progress(succeeded: false, failures: 1)) == .seconds(1))
    }

    @Test func healthyServiceIsAskedAtTheInterval() {
        let pace = ProbePace.protocolDefault
        #expect(pace.delay(sinceStart: .seconds(1), after: progress(succeeded: true, failures: 0)) == .seconds(5))
    }

    @Test func failuresOfAHealthyServiceAreFollowedUpQuicklyThenEverMoreSlowly() {
        let pace = ProbePace.protocolDefault
        let delays = (1...8).map {
            pace.delay(sinceStart: .seconds(60), after: progress(succeeded: true, failures: $0))
        }
        #expect(delays[..<3] == [.milliseconds(500), .milliseconds(500), .milliseconds(500)])
        #expect(delays[3...] == [.seconds(1), .seconds(2), .seconds(4), .seconds(5), .seconds(5)])
    }

    @Test func manyFailuresDoNotOverflow() {
        let pace = ProbePace.protocolDefault
        let delay = pace.delay(sinceStart: .seconds(1_000_000), after: progress(succeeded: true, failures: 100_000))
        #expect(delay == .seconds(5))
    }

    @Test func healthTurnsAtTheRetriesAndBackWithOneSuccess() {
        let pace = ProbePace.protocolDefault
        var progress = progress(succeeded: true, failures: 2)
        #expect(pace.verdict(sinceStart: .seconds(9), after: progress) == .healthy)
        progress.record(succeeded: false)
        #expect(pace.verdict(sinceStart: .seconds(9), after: progress) == .unhealthy)
        progress.record(succeeded: true)
        #expect(pace.verdict(sinceStart: .seconds(9), after: progress) == .healthy)
    }

    @Test func startingServiceIsUnhealthyOnlyAfterTheStartPeriod() {
        let pace = ProbePace.protocolDefault
        let failing = progress(succeeded: false, failures: 500)
        #expect(pace.verdict(sinceStart: .seconds(119), after: failing) == .starting)
        #expect(pace.verdict(sinceStart: .seconds(120), after: failing) == .unhealthy)
    }

    @Test func healthcheckKeepsItsIntervalItsRetriesAndItsTime() {
        let check = Healthcheck(
            test: .shell("true"),
            interval: .seconds(10),
            timeout: .seconds(3),
            retries: 4,
            startPeriod: .seconds(20)
        )
        let pace = ProbePace(check)
        #expect(pace.timeout == .seconds(3))
        #expect(pace.delay(sinceStart: .seconds(99), after: progress(succeeded: true, failures: 0)) == .seconds(10))
        #expect(pace.delay(sinceStart: .seconds(99), after: progress(succeeded: true, failures: 2)) == .seconds(10))
        #expect(pace.verdict(sinceStart: .seconds(99), after: progress(succeeded: true, failures: 3)) == .healthy)
        #expect(pace.verdict(sinceStart: .seconds(59), after: progress(succeeded: false, failures: 40)) == .starting)
        #expect(pace.verdict(sinceStart: .seconds(60), after: progress(succeeded: false, failures: 40)) == .unhealthy)
    }

    @Test func healthcheckMayGiveItsOwnStartInterval() {
        let check = Healthcheck(test: .shell("true"), startPeriod: .seconds(20), startInterval: .seconds(2))
        let pace = ProbePace(check)
        #expect(pace.delay(sinceStart: .seconds(1), after: progress(succeeded: false, failures: 1)) == .seconds(2))
        let quick = ProbePace(Healthcheck(test: .shell("true"), startPeriod: .seconds(20)))
        #expect(
            quick.delay(sinceStart: .seconds(1), after: progress(succeeded: false, failures: 1)) == .milliseconds(50)
        )
    }
}
