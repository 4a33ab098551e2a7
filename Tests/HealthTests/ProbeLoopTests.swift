import Health
import Synchronization
import TestSupport
import Testing

@Suite struct ProbeLoopTests {
    /// Answers as it is told, and takes no time or the manual clock's.
    private final class ScriptedProbe: HealthProbe {
        let kind = "scripted"
        private let answers: Mutex<[Bool]>
        private let clock: ManualClock
        private let duration: Duration

        init(_ answers: [Bool], clock: ManualClock, taking duration: Duration = .zero) {
            self.answers = Mutex(answers.reversed())
            self.clock = clock
            self.duration = duration
        }

        @concurrent
        func check(timeout: Duration) async -> ProbeOutcome {
            clock.advance(by: duration)
            let succeeded = answers.withLock { $0.popLast() ?? false }
            return ProbeOutcome(succeeded: succeeded, latency: duration, message: succeeded ? "ok" : "not yet")
        }
    }

    private let pace = ProbePace(
        initialDelay: .milliseconds(2),
        startFraction: 0.5,
        startDelays: .milliseconds(10) ... .milliseconds(100),
        startPeriod: .seconds(30),
        interval: .seconds(5),
        retryInterval: .milliseconds(500),
        retries: 2,
        timeout: .seconds(1)
    )

    /// Runs a loop through its scripted answers; for each the time at which it was asked, and the verdict.
    private func run(_ answers: [Bool], taking duration: Duration = .zero) async -> [(Duration, ProbeVerdict)] {
        let clock = ManualClock()
        let loop = ProbeLoop(probe: ScriptedProbe(answers, clock: clock, taking: duration), pace: pace)
        let (reports, continuation) = AsyncStream.makeStream(of: ProbeLoop.Report.self, bufferingPolicy: .unbounded)
        let task = Task { await loop.run(clock: clock) { continuation.yield($0) } }
        var result: [(Duration, ProbeVerdict)] = []
        var iterator = reports.makeAsyncIterator()
        for _ in answers {
            let time = await clock.advanceToNextWaking()
            guard let report = await iterator.next() else { break }
            result.append((time, report.verdict))
        }
        task.cancel()
        await task.value
        return result
    }

    @Test func asksSoonThenAtThePaceAndReportsEachAnswer() async {
        let seen = await run([false, false, true, true, false, false, true])
        #expect(
            seen.map(\.0) == [
                .milliseconds(2),
                .milliseconds(12),
                .milliseconds(22),
                .milliseconds(5022),
                .milliseconds(10022),
                .milliseconds(10522),
                .milliseconds(11022),
            ]
        )
        #expect(seen.map(\.1) == [.starting, .starting, .healthy, .healthy, .healthy, .unhealthy, .healthy])
    }

    @Test func theTimeThatAProbeTakesCountsSinceTheStart() async {
        let seen = await run([false, false], taking: .milliseconds(98))
        // Asked at 2, answered at 100; half of that later is 150.
        #expect(seen.map(\.0) == [.milliseconds(2), .milliseconds(150)])
    }

    @Test func cancellationEndsTheLoopWithoutAReport() async {
        let clock = ManualClock()
        let loop = ProbeLoop(probe: ScriptedProbe([], clock: clock), pace: pace)
        let task = Task { await loop.run(clock: clock) { _ in Issue.record("reported") } }
        task.cancel()
        await task.value
    }
}
