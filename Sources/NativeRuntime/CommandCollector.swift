import Glibc
import LogStore
import Runtime
import Synchronization

/// Runs a command to completion and keeps the beginning and the end of its output.
struct CommandCollector: Sendable {
    let host: ProcessHost

    /// The number of bytes kept from each end of the output.
    private static let keptBytes = 64 * 1024

    private struct State: Sendable {
        var head: [UInt8] = []
        var tail: [UInt8] = []
        var omitted = 0
        var timedOut = false
        var continuation: CheckedContinuation<ExitStatus, Never>?
        var status: ExitStatus?
    }

    private final class Collected: Sendable {
        let state = Mutex(State())

        func append(_ bytes: UnsafeRawBufferPointer) {
            state.withLock { state in
                let room = CommandCollector.keptBytes - state.head.count
                state.head.append(contentsOf: bytes.prefix(max(0, room)))
                state.tail.append(contentsOf: bytes.dropFirst(max(0, room)))
                if state.tail.count > 2 * CommandCollector.keptBytes {
                    let surplus = state.tail.count - CommandCollector.keptBytes
                    state.tail.removeFirst(surplus)
                    state.omitted += surplus
                }
            }
        }

        func finish(_ status: ExitStatus) {
            let waiting = state.withLock { state in
                state.status = status
                defer { state.continuation = nil }
                return state.continuation
            }
            waiting?.resume(returning: status)
        }

        func status() async -> ExitStatus {
            await withCheckedContinuation { continuation in
                let status = state.withLock { state in
                    if state.status == nil { state.continuation = continuation }
                    return state.status
                }
                if let status { continuation.resume(returning: status) }
            }
        }

        var text: String {
            state.withLock { state in
                let gap = state.omitted > 0 ? "\n… \(state.omitted) bytes left out …\n" : ""
                return String(decoding: state.head, as: UTF8.self) + gap + String(decoding: state.tail, as: UTF8.self)
            }
        }
    }

    /// Runs the command. Its whole process group is killed at the timeout and when the task is cancelled.
    /// - Parameter also: receives the output as it arrives, on the host's thread.
    func run(
        _ request: ProcessHost.Request,
        timeout: Duration?,
        also: ProcessHost.Sink? = nil
    ) async -> CommandOutput {
        let collected = Collected()
        let pid: Int32
        do {
            pid = try host.spawn(
                request,
                sink: { bytes, stream in
                    collected.append(bytes)
                    also?(bytes, stream)
                },
                onExit: { collected.finish($0) }
            )
        } catch {
            return CommandOutput(outcome: .notStarted(reason: error.message), output: "")
        }
        let watchdog = timeout.map { timeout in
            Task {
                try await Task.sleep(for: timeout)
                collected.state.withLock { $0.timedOut = true }
                Glibc.kill(-pid, SIGKILL)
            }
        }
        let status = await withTaskCancellationHandler {
            await collected.status()
        } onCancel: {
            Glibc.kill(-pid, SIGKILL)
        }
        watchdog?.cancel()
        // Kill whatever the command left running in its process group.
        Glibc.kill(-pid, SIGKILL)
        let outcome: CommandOutput.Outcome = collected.state.withLock { $0.timedOut } ? .timedOut : .ended(status)
        return CommandOutput(outcome: outcome, output: collected.text)
    }
}
