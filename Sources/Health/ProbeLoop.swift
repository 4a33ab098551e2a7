/// Probes an instance of a service at a given pace until its task is cancelled.
package struct ProbeLoop: Sendable {
    /// An outcome and the resulting verdict.
    package struct Report: Hashable, Sendable {
        package var outcome: ProbeOutcome
        /// The verdict after this and all previous outcomes.
        package var verdict: ProbeVerdict
        /// The time from the start of the instance to this outcome.
        package var sinceStart: Duration
    }

    package var probe: any HealthProbe
    package var pace: ProbePace

    package init(probe: any HealthProbe, pace: ProbePace) {
        self.probe = probe
        self.pace = pace
    }

    /// Starts probing; the call counts as the start of the instance. Reports every outcome in order, and waits for `onReport` to
    /// return before the next probe. Returns when the task is cancelled; an outcome after the cancellation is not reported.
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
