/// A run of a workflow, as `cpadev ci --json` prints it and the history keeps it.
package struct RunReport: Codable, Hashable, Sendable {
    /// The number of the run in its project.
    package var number: Int
    package var workflow: String
    package var event: String
    /// `native` or `docker`.
    package var runtime: String
    /// Nanoseconds since 1970.
    package var startedNs: Int64
    package var durationMs: Double
    package var state: CheckState
    /// The jobs that the duration depended on, first to last.
    package var criticalPath: [String]
    package var jobs: [JobResult]

    package init(
        number: Int,
        workflow: String,
        event: String,
        runtime: String,
        startedNs: Int64,
        durationMs: Double,
        jobs: [JobResult]
    ) {
        self.number = number
        self.workflow = workflow
        self.event = event
        self.runtime = runtime
        self.startedNs = startedNs
        self.durationMs = durationMs
        self.jobs = jobs
        state = CheckState(of: jobs.map(\.state))
        criticalPath = Self.criticalPath(jobs)
    }

    /// Leads back from the job that ended last, each time to the needed job that ended last.
    private static func criticalPath(_ jobs: [JobResult]) -> [String] {
        let ends = Dictionary(jobs.compactMap { job in job.endedNs.map { (job.id, $0) } }) { first, _ in first }
        var path: [String] = []
        var next = ends.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
        while let id = next, !path.contains(id) {
            path.append(id)
            let needs = jobs.first { $0.id == id }?.needs ?? []
            next = needs.filter { ends[$0] != nil }.max { ends[$0, default: 0] < ends[$1, default: 0] }
        }
        return path.reversed()
    }
}
