import ComposeModel
import Foundations
import Glibc
import OrderedCollections
import StackHost
import Workflows

/// A run that a user asks for.
struct RunRequest {
    var files: WorkflowFiles
    var file: WorkflowFiles.File
    var workflow: Workflow
    /// Those that are named, and those that they need; in file order.
    var jobs: [WorkflowJob]
    var event: String
    /// `native` or `docker`.
    var runtime: String
    var image: String?
    var inputs: [String] = []
    var secrets: [String] = []
    var variables: [String] = []
    /// The deployment environments that jobs may act on.
    var deployments: [String] = []
    var choosesPorts = false

    /// Why a job will not run.
    func withheld(_ job: WorkflowJob) -> String? {
        guard let environment = job.environment, !deployments.contains(environment) else { return nil }
        return "it deploys to '\(environment)'; to run it: cpadev ci --deploy-to \(QuotedValue.shell(environment))"
    }

    /// Writes what the run needs into a folder of its own.
    func prepare(_ stack: LoadedStack, act: String) throws(CommandFailure) -> RunFolder {
        let folder = try RunFolder.make(stack.location, jobs: jobs.map(\.id))
        guard let text = SmallFile.read(file.path, upToBytes: 8 << 20) else {
            throw CommandFailure(.failed, "cannot read \(file.path)")
        }
        try folder.write(text, to: folder.workflowFile)
        try folder.write(payload, to: folder.payloadFile)
        var plan = RunPlan(
            number: folder.number,
            file: file.path,
            act: act,
            checkout: files.checkout,
            event: event,
            runtime: runtime,
            mark: String(UInt64.random(in: .min ... .max), radix: 36)
        )
        plan.image = image
        plan.actions = files.replacedActions(of: workflow)
        plan.inputs = inputs
        plan.secrets = secrets
        plan.variables = variables
        plan.choosesPorts = choosesPorts
        for job in jobs { plan.withheld[job.id] = withheld(job) }
        try folder.write(plan)
        let servers = Self.servers(stack.project)
        for job in jobs where !job.services.isEmpty {
            let text = JobStack(job, servers: servers, runtime: runtime).text
            try folder.write(text, to: folder.servicesFile(of: job.id))
        }
        let program = CallerEnvironment.executable
        let project = RunProject(name: "ci-\(folder.number)", jobs, variables: Self.variables) { job in
            [program, JobCommand.name, "--run", folder.path, "--", job.id]
        }
        try folder.write(project.text, to: folder.projectFile)
        return folder
    }

    /// The event's payload, as far as act needs it for the contexts. Source: GitHub, Webhook events and payloads.
    private var payload: String {
        guard event.hasPrefix("pull_request") else { return "{}\n" }
        return #"{"number": 1, "pull_request": {"number": 1, "head": {"ref": "local"}, "base": {"ref": "main"}}}"#
            + "\n"
    }

    /// The servers of the project's services, by the repository of their image.
    private static func servers(_ project: Project) -> [String: JobServer] {
        let pairs = project.services.values.compactMap { service -> (String, JobServer)? in
            guard let image = service.image else { return nil }
            var launcher: String?
            if case .launcher(let path, _) = service.settings.native { launcher = path }
            let signal = service.settings.stopSignal ?? service.stopSignal
            let server = JobServer(launcher: launcher, probe: service.settings.probe, stopSignal: signal?.description)
            return (JobService.repository(of: image), server)
        }
        return Dictionary(pairs) { first, _ in first }
    }

    /// The names of the variables of this process that jobs get, as act gives them to steps on the host.
    private static var variables: [String] {
        CallerEnvironment.variables.keys.filter { name in
            let isName = name.utf8.allSatisfy { byte in
                byte == UInt8(ascii: "_") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                    || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
            }
            // Those of a Compose project would change which one the services of a job are.
            return isName && !name.hasPrefix("COMPOSE_") && !name.hasPrefix("CPADEV_") && name != "PWD"
                && name != "OLDPWD"
        }.sorted()
    }
}
