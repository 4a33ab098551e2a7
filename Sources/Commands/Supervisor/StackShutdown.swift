import ControlAPI
import ControlClient
import Glibc
import Synchronization

/// Takes a running stack down, and makes sure of it: what does not end in order is ended by force.
struct StackShutdown {
    /// How a stack ended.
    enum End: Sendable {
        case orderly
        /// By force, after its time was up. What was done, a line each.
        case forced([String])
    }

    /// For a supervisor that does not say how long its end may take.
    private static let usualLimit = Duration.seconds(40)
    /// After its own deadline a supervisor ends itself by force; this long it gets for that.
    private static let margin = Duration.seconds(5)
    /// How long processes get to disappear after SIGKILL, and the guardian to do its work.
    private static let killPatience = Duration.seconds(5)

    var client: ControlClient
    var location: StackLocation?
    /// How long the end may take by the project's files, where the supervisor cannot be asked.
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

    /// Returns once the supervisor has ended. An end by force is a failure.
    func run(removingVolumes: Bool) async throws {
        guard case .forced(let lines) = try await end(removingVolumes: removingVolumes) else { return }
        throw Self.failure(lines)
    }

    static func failure(_ lines: [String]) -> CommandFailure {
        CommandFailure(
            .failed,
            lines.joined(separator: "\n"),
            hint: "its data was not closed cleanly; .cpadev/run/supervisor.log may say why it hung"
        )
    }

    /// Returns once the supervisor has ended.
    func end(removingVolumes: Bool) async throws -> End {
        let peer = UnixSocket.listener(at: client.socketPath)
        let before: StackSnapshot
        let reply: CommandReply
        do {
            before = try await client.snapshot()
            reply = try await client.perform(.down(volumes: removingVolumes))
        } catch let error as ControlError where error.code != .noSupervisor {
            guard let peer else { throw error }
            return try await endWithoutAnswer(peer, error)
        }
        let running = before.services.filter(\.hasInstance)
        let limit = (reply.endsWithinS.map { Duration.seconds($0) } ?? Self.usualLimit) + Self.margin
        let begin = ContinuousClock.now
        let pid = before.supervisor.pid
        // The stream ends with the services. What comes after that is quick, but for removing what was large.
        let ends = ToldEnds(running.map(\.name))
        let isStreamOver = await Patience.wait(atMost: limit) { await watch(ends, from: before) }
        let rest: Duration = !isStreamOver ? .zero : removingVolumes ? .seconds(600) : .seconds(60)
        if await !hasEnded(pid, within: max(rest, limit - begin.duration(to: .now))) {
            return try await kill(pid, "the supervisor, pid \(pid), did not end within \(limit.components.seconds) s")
        }
        if let location, case let lines = GuardianNews.take(location, StackLocation.forcedEndLogName), !lines.isEmpty {
            return .forced(lines)
        }
        // The supervisor may have ended before the last of its news could be read.
        for name in ends.takeRest() { Terminal.standardError.write("· \(name) stopped\n") }
        let count = running.count == 1 ? "1 service" : "\(running.count) services"
        Terminal.standardError.write("stopped \(count)\(fate(removingVolumes))\n")
        return .orderly
    }

    /// What became of the data and of the processes; names the data that stays.
    private func fate(_ removingVolumes: Bool) -> String {
        guard let location else { return "; nothing is left running" }
        let kept = removingVolumes ? ServiceData(location).remaining() : []
        for path in kept { Terminal.standardError.write("! left \(path): cpadev did not make it\n") }
        let data = !removingVolumes ? "" : kept.isEmpty ? "; their data is removed" : "; what is listed above is left"
        // The supervisor leaves its ledger where a process did not even end by SIGKILL.
        guard StackLocation.exists(location.ledgerPath) else { return "\(data); nothing is left running" }
        return "\(data); a process does not end, see \(location.supervisorLog)"
    }

    /// Tells each end of what ran, until the stream ends with the supervisor.
    private func watch(_ ends: ToldEnds, from before: StackSnapshot) async {
        func tell(_ status: ServiceStatus) {
            guard status.state == .stopped, ends.take(status.name) else { return }
            Terminal.standardError.write("· \(status.stopWords)\n")
        }
        do {
            // From before the command on: what has ended by the time that the stream begins is part of it.
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

    /// A supervisor that takes connections and answers nothing: by a signal, which it takes on a thread of its own.
    private func endWithoutAnswer(_ pid: Int32, _ error: ControlError) async throws -> End {
        Terminal.standardError.write("! the supervisor, pid \(pid), does not answer; sending SIGTERM\n")
        Glibc.kill(pid, SIGTERM)
        // One that was stopped acts on it only once it goes on.
        Glibc.kill(pid, SIGCONT)
        guard await hasEnded(pid, within: (limitOfFiles() ?? Self.usualLimit) + Self.margin) else {
            return try await kill(pid, "the supervisor, pid \(pid), did not end after SIGTERM")
        }
        let lines = location.map { GuardianNews.take($0, StackLocation.forcedEndLogName) } ?? []
        guard lines.isEmpty else { return .forced(lines) }
        Terminal.standardError.write("the supervisor ended; nothing is left running\n")
        return .orderly
    }

    /// The last resort. Its guardian ends the services.
    private func kill(_ pid: Int32, _ reason: String) async throws -> End {
        Glibc.kill(pid, SIGKILL)
        guard await hasEnded(pid, within: Self.killPatience) else {
            throw CommandFailure(
                .failed,
                "\(reason), nor after SIGKILL",
                hint: "it hangs inside the kernel, often on a dead network file system"
            )
        }
        return .forced([reason, "killed the supervisor; its guardian ends the services"])
    }

    private func hasEnded(_ pid: Int32, within limit: Duration) async -> Bool {
        let clock = ContinuousClock()
        let deadline = clock.now.advanced(by: limit)
        // Mostly it is no child of this process, so there is no event to wait for.
        while isAlive(pid) {
            guard clock.now < deadline else { return false }
            try? await Task.sleep(for: .milliseconds(5))
        }
        return true
    }

    /// One that has ended keeps its pid until its parent collects it, which the first process of a container may do
    /// late or never; and while one of its threads goes on, it still holds its files.
    private func isAlive(_ pid: Int32) -> Bool {
        guard Glibc.kill(pid, 0) == 0, let text = SmallFile.read("/proc/\(pid)/stat"), let end = text.lastIndex(of: ")")
        else { return false }
        // Source: proc(5). After the name come the state, as the third field, and the number of threads as the 20th.
        let fields = text[end...].split(separator: " ")
        guard fields.count > 18, fields[1] == "Z" || fields[1] == "X" else { return true }
        return fields[18] != "1"
    }
}

/// The services whose end is still to be told, each once.
private final class ToldEnds: Sendable {
    private let rest: Mutex<[String]>

    init(_ names: [String]) { rest = Mutex(names) }

    /// Whether this one's end was still to be told; it is no more.
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
