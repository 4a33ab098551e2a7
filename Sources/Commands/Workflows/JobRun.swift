import ComposeModel
import Foundations
import Glibc
import NativeRuntime
import OrderedCollections
import Runtime
import StackHost
import StateFiles
import Synchronization
import UnixSignals
import Workflows

/// A job of a run, as the process of its service.
struct JobRun {
    private let folder: RunFolder
    private let plan: RunPlan
    private let workflow: Workflow
    private let job: WorkflowJob
    private let startedNs = WallClock.nowNs

    init(_ folder: RunFolder, job name: String) throws {
        self.folder = folder
        plan = try folder.plan()
        workflow = try WorkflowReader(path: folder.workflowFile, displayPath: plan.file).read()
        guard let job = workflow.jobs[name] else { throw CommandFailure(.usage, "there is no job '\(name)'") }
        self.job = job
    }

    private var needed: [String: JobResult] {
        Dictionary(job.needs.compactMap { need in folder.result(of: need).map { (need, $0) } }) { first, _ in first }
    }

    /// Runs the job, with its services if it has any, and writes its result.
    /// - Parameter hasServices: whether its services run already.
    func run(hasServices: Bool) async throws {
        let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm, .sighup)
        if !hasServices, let known = withoutRunning() { return try finish(known) }
        do {
            try await TimeLimit.run {
                if hasServices || job.services.isEmpty { try await runSteps() } else { try await runWithServices() }
            } alarm: {
                for await _ in signals { break }
                throw CancellationError()
            }
        } catch is CancellationError {
            // The result of a command that was told to end, if it had the time.
            guard folder.result(of: job.id) == nil else { return }
            try finish(JobResult(id: job.id, needs: job.needs, state: .cancelled))
        }
    }

    // MARK: What precedes the steps

    /// The result of a job that does not run here.
    private func withoutRunning() -> JobResult? {
        func result(_ state: CheckState, _ reason: String, _ remedy: String? = nil) -> JobResult {
            JobResult(id: job.id, needs: job.needs, state: state, reason: reason, remedy: remedy)
        }
        let needed = needed
        if !job.mayFollowFailure, let need = job.needs.first(where: { needed[$0]?.succeeded != true }) {
            return result(
                .skipped,
                "it needs \(need), which \(needed[need]?.state == .skipped ? "was skipped" : "failed")"
            )
        }
        if let reason = plan.withheld[job.id] { return result(.skipped, reason) }
        if job.hasContainer, plan.runtime == "native" {
            let remedy = "start a Docker engine, then: cpadev ci --runtime docker"
            return result(.unavailable, "its steps run in a container", remedy)
        }
        guard !plan.choosesPorts else { return nil }
        for service in job.services {
            for port in service.ports.compactMap(\.host) {
                guard let holder = PortInspector.holderDescription(of: port, host: "127.0.0.1") else { continue }
                let remedy =
                    "stop it, or run cpadev ci --ports auto, or publish only the container's port in the workflow and "
                    + "use ${{ job.services.\(service.name).ports['\(service.ports[0].container)'] }}"
                return result(.unavailable, "port \(port) of its service \(service.name) is taken by \(holder)", remedy)
            }
        }
        return nil
    }

    /// Runs this program again, with a stack of the services.
    private func runWithServices() async throws {
        let program = CallerEnvironment.executable
        let inner = [program, JobCommand.name, "--run", folder.path, "--inside", "--", job.id]
        let words = ["--file", folder.servicesFile(of: job.id), "--ports", "auto", "--seed", "none", "--"]
        let with = ForegroundProgram(path: program, arguments: [program, "with"] + words + inner, streams: .inherited)
        let end = await with.run()
        try Task.checkCancellation()
        guard folder.result(of: job.id) == nil else { return try exit() }
        let code = if case .exited(let code) = end { code } else { Int32(1) }
        var result = JobResult(id: job.id, needs: job.needs, state: .failed)
        if code == CommandExit.unavailable.rawValue { result.state = .unavailable }
        result.reason = "its services did not start"
        result.remedy = "cpadev ci logs \(job.id)"
        try finish(result)
    }

    // MARK: The steps

    private func runSteps() async throws {
        let ports = Dictionary(job.services.map { ($0.name, Self.ports(of: $0)) }) { first, _ in first }
        let text = ReducedWorkflow(workflow, job, results: needed, ports: ports, rewrite: rewriting(ports)).json
        try folder.write(text, to: folder.reducedFile(of: job.id))
        let arguments = plan.arguments(
            for: job,
            workflow: folder.reducedFile(of: job.id),
            payload: folder.payloadFile,
            cache: folder.cache(of: job.id)
        )
        defer { removeCache() }
        let lines = Lines(JobReader(job, mark: plan.mark))
        let program = ForegroundProgram(path: plan.act, arguments: arguments)
        let end = try await ProgramOutput.follow(program, withErrors: true) { lines.read($0) }
        switch end {
        case .notStarted(let reason): throw CommandFailure(.unavailable, reason)
        case .killed: try finish(JobResult(id: job.id, needs: job.needs, state: .cancelled))
        case .exited(let code):
            var result = lines.reader.withLock { $0.result(exitCode: code) }
            if Task.isCancelled { (result.state, result.reason) = (.cancelled, "the run was ended") }
            try finish(result)
        }
    }

    private final class Lines: Sendable {
        let reader: Mutex<JobReader>

        init(_ reader: JobReader) { self.reader = Mutex(reader) }

        func read(_ line: String) {
            let shown = reader.withLock { $0.read(line) }
            // A reader that is gone ends the job.
            try? ByteSink.standardOutput.write(shown.flatMap { Array("\($0)\n".utf8) })
        }
    }

    /// The host ports of a service, by container port, as `cpadev with` tells its command.
    private static func ports(of service: JobService) -> [UInt16: UInt16] {
        let name = OfferedVariables.variableName(service.name)
        let variables = CallerEnvironment.variables
        let pairs = service.ports.compactMap { port in
            variables["\(name)_PORT_\(port.container)"].flatMap { UInt16($0) }.map { (port.container, $0) }
        }
        return Dictionary(pairs) { first, _ in first }
    }

    /// Changes addresses of this machine whose port was taken.
    private func rewriting(_ ports: [String: [UInt16: UInt16]]) -> (String) -> String {
        let pairs = job.services.flatMap { service in
            service.ports.compactMap { port -> (UInt16, UInt16)? in
                guard let host = port.host, let real = ports[service.name]?[port.container] else { return nil }
                return (host, real)
            }
        }
        let mapping = PortMapping(Dictionary(pairs) { first, _ in first })
        return { mapping.rewritten($0) }
    }

    private func removeCache() {
        try? OwnedDirectory(path: StackLocation.parent(folder.cache(of: job.id))).removeTree("act")
    }

    // MARK: The end

    private func finish(_ result: JobResult) throws {
        var result = result
        if result.state != .skipped || !result.steps.isEmpty {
            result.startedNs = startedNs
            result.durationMs = Double(WallClock.nowNs - startedNs) / 1e6
        }
        try folder.write(result)
        if let reason = result.reason { try ByteSink.standardOutput.write(Array("\(result.state): \(reason)\n".utf8)) }
        if let remedy = result.remedy { try ByteSink.standardOutput.write(Array("→ \(remedy)\n".utf8)) }
        try exit()
    }

    /// Ends with exit code 1 if jobs that need this one must not run.
    private func exit() throws {
        guard let result = folder.result(of: job.id), !result.succeeded, result.state != .skipped else { return }
        throw CommandFailure(.failed, "")
    }
}
