import ControlAPI
import ControlClient
import Foundations
import Glibc
import NativeRuntime
import StackHost
import StateFiles
import Synchronization

/// Takes a running stack down, by force if it does not shut down in order.
struct StackShutdown {
    enum End: Sendable {
        case orderly
        /// By force, after the time limit, with a line for each action.
        case forced([String])
    }

    /// The limit for a supervisor that does not report its own.
    private static let usualLimit = Duration.seconds(40)
    /// The time that a supervisor gets to force its own end after its deadline.
    private static let margin = Duration.seconds(5)
    /// How long to wait for the supervisor to disappear after SIGKILL.
    private static let killTimeout = Duration.seconds(5)

    var client: ControlClient
    var location: StackLocation?
    /// Whether lines on standard error tell what happens.
    var reports = true
    /// The limit according to the project's files, for a supervisor that does not respond.
    private let limitOfFiles: @Sendable () -> Duration?

    init(
        client: ControlClient,
        location: StackLocation? = nil,
        limitOfFiles: @escaping @Sendable () -> Duration? = { nil }
    ) {
        self.client = client
        self.location = location
        self.limitOfFiles = limitOfFiles
    }

    /// Takes the stack down and returns once the supervisor has exited. Throws if the end was forced.
    func run(removingVolumes: Bool) async throws {
        guard case .forced(let lines) = try await end(removingVolumes: removingVolumes) else { return }
        throw Self.failure(lines)
    }

    static func failure(_ lines: [String]) -> CommandFailure {
        CommandFailure(
            .failed,
            lines.joined(separator: "\n"),
            hint: "its data was not closed cleanly; see .cpadev/run/supervisor.log"
        )
    }

    /// Takes the stack down and returns once the supervisor has exited.
    func end(removingVolumes: Bool) async throws -> End {
        _ = try location?.isRunning()
        // Held open, so that what is read at the end is this stack's.
        let state = try location.flatMap { location throws(CommandFailure) in try StateFolder(location).open() }
        let run = try state?.run()
        let hadFolders = state.map { ServiceData($0).isPresent } ?? false
        let peer = UnixSocket.listener(at: client.socketPath)
        let before: StackSnapshot
        let reply: CommandReply
        do {
            before = try await client.snapshot()
            reply = try await client.perform(.down(volumes: removingVolumes))
        } catch let error as ControlError where error.code != .noSupervisor {
            guard let peer else { throw error }
            return try await endWithoutAnswer(peer, error, run)
        }
        let running = before.services.filter(\.hasInstance)
        let limit = (reply.endsWithinS.map { Duration.seconds($0) } ?? Self.usualLimit) + Self.margin
        let begin = ContinuousClock.now
        let pid = before.supervisor.pid
        // The stream ends with the services. What follows is quick, except for the removal of large data.
        let ends = UnreportedStops(running.map(\.name))
        let isStreamOver = await TimeLimit.wait(atMost: limit) { await watch(ends, from: before) }
        let rest: Duration = !isStreamOver ? .zero : removingVolumes ? .seconds(600) : .seconds(60)
        if await !ProcessEnd.wait(for: pid, within: max(rest, limit - begin.duration(to: .now))) {
            return try await kill(pid, "the supervisor, pid \(pid), did not end within \(limit.components.seconds) s")
        }
        let lines = GuardianReport.take(run, StackLocation.forcedEndLogName)
        guard lines.isEmpty else { return .forced(lines) }
        // The supervisor may have exited before its last events could be read.
        for name in ends.takeRest() { report("· \(name) stopped\n") }
        let hadData = hadFolders || Self.hasContainers(before)
        let services = running.count.counted("service")
        report("stopped \(services)\(fate(state, removingVolumes, hadData))\n")
        return .orderly
    }

    /// Whether a stack has containers, whose volumes are removed with the data.
    static func hasContainers(_ snapshot: StackSnapshot) -> Bool {
        snapshot.services.contains { $0.runtime == "docker" }
    }

    /// Describes what happened to the data and the processes, and lists the data that is kept.
    private func fate(_ state: OpenState?, _ removingVolumes: Bool, _ hadData: Bool) -> String {
        guard let location else { return "; nothing is left running" }
        let kept = removingVolumes ? state.map { ServiceData($0).remaining() } ?? [] : []
        for path in kept { report("! left \(path): cpadev did not make it\n") }
        let fate = ServiceData.fate(hadData: hadData, isLeft: !kept.isEmpty, "their data", in: location)
        let data = removingVolumes ? fate : ""
        // The supervisor leaves its ledger if a process survived even SIGKILL.
        guard (try? state?.run())?.status(of: Ledger.fileName) != nil else { return "\(data); nothing is left running" }
        return "\(data); a process is still running, see \(location.supervisorLog)"
    }

    private func report(_ line: String) { if reports { Terminal.standardError.write(line) } }

    /// Reports each service that stops, until the stream ends with the supervisor.
    private func watch(_ ends: UnreportedStops, from before: StackSnapshot) async {
        func tell(_ status: ServiceStatus) {
            guard status.state == .stopped, ends.take(status.name) else { return }
            report("· \(status.stopWords)\n")
        }
        do {
            // Starts before the command, so that the stream includes services that stop before it opens.
            for try await update in client.updates(after: before.sequence) {
                switch update {
                case .snapshot(let snapshot): snapshot.services.forEach(tell)
                case .event(let event): if case .serviceChanged(let status) = event.payload { tell(status) }
                case .metrics, .data: break
                }
            }
        } catch {
            // The connection breaks when the supervisor ends, which is what is waited for.
        }
    }

    /// Ends a supervisor that accepts connections but does not respond, by a signal that a dedicated thread handles.
    private func endWithoutAnswer(_ pid: Int32, _ error: ControlError, _ run: OwnedDirectory?) async throws -> End {
        report("! the supervisor, pid \(pid), does not answer; sending SIGTERM\n")
        Glibc.kill(pid, SIGTERM)
        // A supervisor stopped by a signal acts on SIGTERM only once it continues.
        Glibc.kill(pid, SIGCONT)
        guard await ProcessEnd.wait(for: pid, within: (limitOfFiles() ?? Self.usualLimit) + Self.margin) else {
            return try await kill(pid, "the supervisor, pid \(pid), did not end after SIGTERM")
        }
        let lines = GuardianReport.take(run, StackLocation.forcedEndLogName)
        guard lines.isEmpty else { return .forced(lines) }
        report("the supervisor ended; nothing is left running\n")
        return .orderly
    }

    /// The last resort. The guardian then ends the services.
    private func kill(_ pid: Int32, _ reason: String) async throws -> End {
        Glibc.kill(pid, SIGKILL)
        guard await ProcessEnd.wait(for: pid, within: Self.killTimeout) else {
            throw CommandFailure(
                .failed,
                "\(reason), not even after SIGKILL",
                hint: "it hangs inside the kernel, often on a dead network file system"
            )
        }
        return .forced([reason, "killed the supervisor; its guardian ends the services"])
    }
}

/// The services whose stop has not been reported yet.
private final class UnreportedStops: Sendable {
    private let rest: Mutex<[String]>

    init(_ names: [String]) { rest = Mutex(names) }

    /// Marks a service as reported. Returns false if it already was.
    func take(_ name: String) -> Bool {
        rest.withLock { rest in
            guard let index = rest.firstIndex(of: name) else { return false }
            rest.remove(at: index)
            return true
        }
    }

    func takeRest() -> [String] {
        rest.withLock { rest in
            defer { rest = [] }
            return rest
        }
    }
}
