/// What each job of a run needs to know, as `plan.json` in the run's folder.
package struct RunPlan: Codable, Hashable, Sendable {
    package var number: Int
    /// The workflow's file, as the user knows it.
    package var file: String
    /// The program act.
    package var act: String
    /// The folder whose copy the jobs work in.
    package var checkout: String
    package var event: String
    /// `native` or `docker`.
    package var runtime: String
    /// The image of the containers that jobs run in.
    package var image: String?
    /// Replaced actions, each as `OWNER/NAME@REF=FOLDER`.
    package var actions: [String] = []
    /// `NAME=VALUE`, of workflow_dispatch.
    package var inputs: [String] = []
    /// The names of variables that hold secrets.
    package var secrets: [String] = []
    /// `NAME=VALUE`, of the context `vars`.
    package var variables: [String] = []
    /// Whether services get other ports than the file's if those are taken, and addresses follow.
    package var choosesPorts = false
    /// Jobs that must not run, with the reason.
    package var withheld: [String: String] = [:]
    /// The secret that begins the marks of ``StepScript``.
    package var mark: String

    package init(
        number: Int,
        file: String,
        act: String,
        checkout: String,
        event: String,
        runtime: String,
        mark: String
    ) {
        self.number = number
        self.file = file
        self.act = act
        self.checkout = checkout
        self.event = event
        self.runtime = runtime
        self.mark = mark
    }

    /// The arguments of act for one job.
    /// - Parameters:
    ///   - workflow: the path of the reduced workflow.
    ///   - payload: the path of the event's payload.
    ///   - cache: where act keeps the copy of the checkout.
    package func arguments(for job: WorkflowJob, workflow: String, payload: String, cache: String) -> [String] {
        let labels = job.labels.filter { !$0.hasPrefix("windows") && !$0.hasPrefix("macos") }
        let platform = image ?? "-self-hosted"
        var words = [
            "act", event, "--workflows", workflow, "--directory", checkout, "--job", job.id, "--eventpath", payload,
            "--json", "--rm", "--action-cache-path", cache,
            // Without these two it looks for an address of this machine, and fails without a network.
            "--no-cache-server", "--artifact-server-addr", "127.0.0.1",
            // It would read the checkout's.
            "--env-file", "/dev/null",
            "--platform", "\(ReducedWorkflow.replacedLabel)=-self-hosted",
            // A step has a terminal on the host, and would wait for a pager there.
            "--env", "PAGER=cat", "--env", "GIT_PAGER=cat", "--env", "TERM=dumb",
            "--env", "\(StepScript.mark)=\(mark)",
        ]
        words += labels.flatMap { ["--platform", "\($0)=\(platform)"] }
        if image != nil {
            words.append("--pull=false")
            // Services are on the host's network, as the job's container is.
            let hosts = job.services.map { "--add-host=\($0.name):127.0.0.1" }
            if !hosts.isEmpty { words += ["--container-options", hosts.joined(separator: " ")] }
        }
        words += actions.flatMap { ["--local-repository", $0] }
        words += inputs.flatMap { ["--input", $0] }
        words += secrets.flatMap { ["--secret", $0] }
        return words + variables.flatMap { ["--var", $0] }
    }
}
