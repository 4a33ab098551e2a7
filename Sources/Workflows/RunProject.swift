/// The Compose project of a run: each job is a service, and starts once the jobs that it needs have ended.
package struct RunProject {
    /// The time that a job has to end its own stack.
    private static let gracePeriod = "60s"

    private let name: String
    private let jobs: [WorkflowJob]
    private let command: (WorkflowJob) -> [String]
    private let variables: [String]

    /// - Parameters:
    ///   - command: what runs a job.
    ///   - variables: the names of the variables that jobs get. Their values are not written down.
    package init(
        name: String,
        _ jobs: [WorkflowJob],
        variables: [String],
        command: @escaping (WorkflowJob) -> [String]
    ) {
        self.name = name
        self.jobs = jobs
        self.variables = variables
        self.command = command
    }

    package var text: String {
        ComposeText.object([
            ("name", ComposeText.text(name)),
            ("services", ComposeText.object(jobs.map { ($0.id, service($0)) })),
        ]) + "\n"
    }

    private func service(_ job: WorkflowJob) -> String {
        // A job with always() or the like runs after failures too.
        let dependency = ComposeText.object([
            ("condition", ComposeText.text("service_completed_successfully")),
            ("required", job.mayFollowFailure ? "false" : "true"),
        ])
        let native = ComposeText.object([("command", ComposeText.texts(command(job)))])
        return ComposeText.object([
            ("image", ComposeText.text("cpadev/job")),
            ("depends_on", ComposeText.object(job.needs.map { ($0, dependency) })),
            ("environment", ComposeText.texts(variables)),
            ("stop_grace_period", ComposeText.text(Self.gracePeriod)),
            ("x-cpadev", ComposeText.object([("runtime", ComposeText.text("native")), ("native", native)])),
        ])
    }
}
