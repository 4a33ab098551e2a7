import ArgumentParser
import ControlAPI
import ControlClient
import CursesScreen
import Foundations
import StackHost
import TerminalUI
import UnixSignals
import Workflows

/// A run, from the start of its jobs to the report.
struct RunSession {
    private let folder: RunFolder
    private let jobs: [WorkflowJob]
    private let workflow: String
    private let event: String
    private let runtime: String
    private let location: StackLocation
    private let client: ControlClient
    /// Whether lines tell how the run goes.
    var showsProgress = true
    /// The terminal to show the screen on, until the user leaves it; nil for none.
    var screen: TerminalDescription?
    private let startedNs = WallClock.nowNs

    init(_ folder: RunFolder, _ request: RunRequest) throws {
        self.folder = folder
        jobs = request.jobs
        workflow = request.workflow.name
        event = request.event
        runtime = request.runtime
        location = try folder.location()
        client = ControlClient(location)
    }

    /// Runs the jobs, and ends whatever they started.
    /// - Parameter signals: those that end the run, trapped before it was prepared.
    /// - Returns: the report; its state is `cancelled` if a signal ended the run.
    func run(_ signals: UnixSignalsSequence) async throws -> RunReport {
        var isCancelled = false
        do {
            try await TimeLimit.run {
                try start()
                try await show()
            } alarm: {
                for await _ in signals { break }
                throw CancellationError()
            }
        } catch is CancellationError {
            isCancelled = true
            if showsProgress { Terminal.standardError.write("\nstopping…\n") }
        } catch {
            await end()
            throw error
        }
        await end()
        return report(isCancelled: isCancelled)
    }

    private func start() throws {
        var launcher = SupervisorLauncher(
            location: location,
            options: try ProjectOptions.parse(["--file", folder.projectFile])
        )
        launcher.seedsAutomatically = false
        // The stack ends with this process, however that ends.
        launcher.isOwned = true
        _ = try launcher.start(services: [], environment: RunFolder.variables)
    }

    /// Returns once every job has ended, and the user has left the screen.
    private func show() async throws {
        guard let screen else { return try await follow() }
        async let followed: Void = follow()
        let choice = try await TerminalSession(client: client, location: location, terminal: screen).show()
        if choice == .stop { throw CancellationError() }
        try await followed
    }

    /// Returns once every job has ended.
    private func follow() async throws {
        var progress = RunProgress(folder: folder, jobs: jobs.map(\.id))
        var snapshot: StackSnapshot?
        for try await update in client.updates(after: nil) {
            switch update {
            case .snapshot(let new): snapshot = new
            case .event(let event):
                if case .shuttingDown = event.payload { throw CancellationError() }
                snapshot?.apply(event)
            case .metrics, .data: continue
            }
            guard let snapshot else { continue }
            if showsProgress { progress.show(snapshot.services) }
            if snapshot.services.allSatisfy(\.hasEnded) { return }
        }
        throw CommandFailure(.unavailable, "the supervisor ended", hint: "see \(location.supervisorLog)")
    }

    private func end() async {
        var shutdown = StackShutdown(client: client, location: location)
        shutdown.reports = false
        do { try await shutdown.run(removingVolumes: false) } catch {
            let reason = (error as? CommandFailure)?.message ?? "\(error)"
            Terminal.standardError.write("! \(reason)\n")
        }
    }

    // MARK: The report

    private func report(isCancelled: Bool) -> RunReport {
        var results: [String: JobResult] = [:]
        for job in jobs { results[job.id] = result(of: job, isCancelled: isCancelled, results) }
        var report = RunReport(
            number: folder.number,
            workflow: workflow,
            event: event,
            runtime: runtime,
            startedNs: startedNs,
            durationMs: Double(WallClock.nowNs - startedNs) / 1e6,
            jobs: jobs.compactMap { results[$0.id] }
        )
        if isCancelled { report.state = .cancelled }
        return report
    }

    private func result(
        of job: WorkflowJob,
        isCancelled: Bool,
        _ others: [String: JobResult]
    ) -> JobResult {
        if let result = folder.result(of: job.id) { return result }
        func result(_ state: CheckState, _ reason: String) -> JobResult {
            JobResult(id: job.id, needs: job.needs, state: state, reason: reason)
        }
        if isCancelled { return result(.cancelled, "the run was ended") }
        if let need = job.needs.first(where: { others[$0]?.succeeded != true }) {
            return result(
                .skipped,
                "it needs \(need), which \(others[need]?.state == .skipped ? "was skipped" : "failed")"
            )
        }
        return result(.failed, "its process ended without a result; see cpadev ci logs \(job.id)")
    }
}

extension ServiceStatus {
    /// Whether a job has ended, or will not begin.
    fileprivate var hasEnded: Bool {
        switch state {
        case .completed, .failed, .gaveUp, .skipped, .stopped, .unavailable: true
        case .waiting, .preparing, .starting, .running, .paused, .unreachable, .stopping, .backoff: false
        }
    }
}
