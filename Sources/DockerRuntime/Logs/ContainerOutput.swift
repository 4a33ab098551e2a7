import DockerEngine
import Foundations
import LogAnalysis
import LogStore
import Synchronization

/// Copies a container's output into its service's log.
///
/// A container started here is attached to before its start, which delivers every byte without the engine reading its
/// own log. For a container that was already running, or whose connection was lost, the engine's log is followed from
/// where the service's log ends.
final class ContainerOutput: Sendable {
    /// How long to wait for remaining output after a container's end.
    private static let drainPatience = Duration.seconds(3)

    private let client: EngineClient
    private let id: String
    private let isTerminal: Bool
    private let log: ServiceLog
    private let unfinished = UnfinishedLineFlusher()
    private let tasks = Mutex<(pump: OwnedTask<Void>?, lines: OwnedTask<Void>?)>((nil, nil))

    init(client: EngineClient, id: String, isTerminal: Bool, log: ServiceLog) {
        self.client = client
        self.id = id
        self.isTerminal = isTerminal
        self.log = log
    }

    /// Attaches to the container. Must be called before the container starts.
    func attach() async throws(EngineError) {
        let attachment = try await client.attach(id, isTTY: isTerminal) { [log, unfinished] stream, bytes in
            let stream = LogStream(stream)
            log.append(bytes, stream: stream, at: WallClock.nowNs)
            unfinished.note(bytes, stream)
        }
        replacePump(
            with: OwnedTask { [log] in
                await withTaskCancellationHandler {
                    _ = await attachment.ended()
                } onCancel: {
                    attachment.close()
                }
                // The rest of a line that was cut by a lost connection is appended to it later.
                for stream in [LogStream.stdout, .stderr] {
                    log.flushPartialLine(of: stream, at: WallClock.nowNs)
                }
            }
        )
    }

    /// Catches up with the engine's log and keeps following it.
    func follow() {
        let follower = LogFollower(client: client, id: id, isTerminal: isTerminal, log: log)
        replacePump(with: OwnedTask { await follower.run() })
    }

    /// Waits until all output of an ended container is in the log, or no more can be obtained.
    func drain() async {
        let pump = tasks.withLock { $0.pump }
        let watchdog = OwnedTask {
            guard (try? await Task.sleep(for: Self.drainPatience)) != nil else { return }
            pump?.cancel()
        }
        await pump?.value
        watchdog.cancel()
        unfinished.finish()
        log.finishPartialLines(at: WallClock.nowNs)
    }

    /// Stops copying.
    func cancel() {
        let (pump, lines) = tasks.withLock { ($0.pump, $0.lines) }
        pump?.cancel()
        lines?.cancel()
    }

    private func replacePump(with pump: OwnedTask<Void>) {
        let earlier = tasks.withLock { tasks in
            defer { tasks.pump = pump }
            if tasks.lines == nil { tasks.lines = OwnedTask { [unfinished, log] in await unfinished.watch(log) } }
            return tasks.pump
        }
        earlier?.cancel()
    }
}

extension LogStream {
    /// Converts the engine's stream.
    init(_ stream: OutputStream) { self = stream == .stderr ? .stderr : .stdout }
}
