import Testing

@testable import Workflows

/// The result of a whole run.
@Suite struct RunReportTests {
    private func job(_ id: String, _ needs: [String], _ state: CheckState, _ begin: Int64, _ end: Int64) -> JobResult {
        var job = JobResult(id: id, needs: needs, state: state)
        job.startedNs = begin * 1_000_000
        job.durationMs = Double(end - begin)
        return job
    }

    private func report(_ jobs: JobResult...) -> RunReport {
        RunReport(number: 1, workflow: "CI", event: "push", runtime: "native", startedNs: 0, durationMs: 9, jobs: jobs)
    }

    @Test func theCriticalPathLeadsBackFromTheLastJob() {
        let report = report(
            job("a", [], .passed, 0, 10),
            job("b", [], .passed, 0, 30),
            job("scan", [], .passed, 0, 35),
            job("c", ["a", "b"], .passed, 30, 50)
        )
        #expect(report.criticalPath == ["b", "c"])
    }

    @Test func jobsThatNeverStartedAreOnNoPath() {
        let report = report(
            job("a", [], .failed, 0, 10),
            JobResult(id: "b", needs: ["a"], state: .skipped)
        )
        #expect(report.criticalPath == ["a"] && report.state == .failed)
    }

    @Test(arguments: [
        ([CheckState.passed, .unavailable, .skipped], CheckState.unavailable), ([.unavailable, .failed], .failed),
        ([.passed, .skipped], .passed), ([.skipped], .skipped), ([], .skipped), ([.cancelled, .passed], .cancelled),
    ])
    func theStateIsThatOfTheWorstJob(states: [CheckState], state: CheckState) {
        #expect(CheckState(of: states) == state)
    }
}
