/// Asks one instance of a service at a pace until its task is cancelled.
package struct ProbeLoop: Sendable {
    /// One answer and what it means.
    package struct Report: Hashable, Sendable {
        /// The answer.
        package var outcome: ProbeOutcome
        /// What it and the answers before amount to.
        package var verdict: ProbeVerdict
        /// From the start of the instance to this answer.
        package var sinceStart: Duration
    }

    /// Whom to ask.
    package var probe: any HealthProbe
    /// When.
    package var pace: ProbePace

    /// A loop that has not begun.
    package init(probe: any HealthProbe, pace: ProbePace) {
        self.probe = probe
        self.pace = pace
    }

    /// Asks from now on, which counts as the instance's start, and hands on every answer in order; the next question
    /// waits until `onReport` has returned. Returns when the task is cancelled; an answer that comes in during a
    /// cancellation is not reported.
    @concurrent
    package func run(
        clock: any Clock<Duration> = ContinuousClock(),
        onReport: @Sendable (Report) async -> Void
    ) async {
        await run(on: clock, onReport: onReport)
    }

    private func run(on clock: some Clock<Duration>, onReport: @Sendable (Report) async -> Void) async {
        let start = clock.now
        var progress = ProbeProgress()
        var delay = pace.initialDelay
        while true {
            do {
                try await clock.sleep(until: clock.now.advanced(by: delay), tolerance: .zero)
            } catch {
                return
            }
            let outcome = await probe.check(timeout: pace.timeout)
            if Task.isCancelled { return }
            progress.record(succeeded: outcome.succeeded)
            let sinceStart = start.duration(to: clock.now)
            let verdict = pace.verdict(sinceStart: sinceStart, after: progress)
            await onReport(Report(outcome: outcome, verdict: verdict, sinceStart: sinceStart))
            delay = pace.delay(sinceStart: sinceStart, after: progress)
        }
    }
}
