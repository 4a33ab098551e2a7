import DockerEngine
import LogAnalysis
import LogStore
import Synchronization

/// Brings what a container writes into its service's log.
///
/// A container that is started here is attached to before, which gives every byte from the first on without the engine
/// reading its own copy. One that ran already, or that was lost sight of, is followed in the engine's copy, from where
/// the log ends.
final class ContainerOutput: Sendable {
    /// How long what a container wrote last may take to come after its end.
    private static let drainPatience = Duration.seconds(3)

    private let client: EngineClient
    private let id: String
    private let isTerminal: Bool
    private let log: ServiceLog
    private let unfinished = UnfinishedLines()
    private let tasks = Mutex<(pump: Task<Void, Never>?, lines: Task<Void, Never>?)>((nil, nil))

    init(client: EngineClient, id: String, isTerminal: Bool, log: ServiceLog) {
        self.client = client
        self.id = id
        self.isTerminal = isTerminal
        self.log = log
    }

    /// Takes everything in from now on; to be called before the container starts.
    func attach() async throws(EngineError) {
        let attachment = try await client.attach(id, isTTY: isTerminal) { [log, unfinished] stream, bytes in
            let stream = LogStream(stream)
            log.append(bytes, stream: stream, at: wallClockNanoseconds())
            unfinished.note(bytes, stream)
        }
        replacePump(
            with: Task { [log] in
                await withTaskCancellationHandler {
                    _ = await attachment.ended()
                } onCancel: {
                    attachment.close()
                }
                // What goes on of a line after a loss goes on here.
                for stream in [LogStream.stdout, .stderr] {
                    log.flushPartialLine(of: stream, at: wallClockNanoseconds())
                }
            }
        )
    }

    /// Takes in what the log lacks of the engine's copy, and goes on with what comes.
    func follow() {
        let follower = LogFollower(client: client, id: id, isTerminal: isTerminal, log: log)
        replacePump(with: Task { await follower.run() })
    }

    /// Waits until all that an ended container wrote is in the log, or nothing more of it can be had.
    func drain() async {
        let pump = tasks.withLock { $0.pump }
        let watchdog = Task {
            try await Task.sleep(for: Self.drainPatience)
            pump?.cancel()
        }
        await pump?.value
        watchdog.cancel()
        unfinished.finish()
        log.finishPartialLines(at: wallClockNanoseconds())
    }

    /// Lets go of the output.
    func cancel() {
        tasks.withLock { tasks in
            tasks.pump?.cancel()
            tasks.lines?.cancel()
        }
    }

    private func replacePump(with pump: Task<Void, Never>) {
        tasks.withLock { tasks in
            tasks.pump?.cancel()
            tasks.pump = pump
            if tasks.lines == nil { tasks.lines = Task { [unfinished, log] in await unfinished.watch(log) } }
        }
    }
}

extension LogStream {
    /// The stream of a container under its name here.
    init(_ stream: OutputStream) { self = stream == .stderr ? .stderr : .stdout }
}
