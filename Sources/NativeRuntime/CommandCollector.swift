import Foundations
import Glibc
import LogStore
import Runtime

/// Runs a command to completion and keeps the beginning and the end of its output.
struct CommandCollector: Sendable {
    let host: ProcessHost

    /// The number of bytes kept from each end of the output.
    private static let keptBytes = 64 * 1024

    /// Runs the command. Its whole process group is killed at the timeout and when the task is cancelled.
    /// - Parameter also: receives the output as it arrives, on the host's thread.
    func run(
        _ request: ProcessHost.Request,
        timeout: Duration?,
        also: ProcessHost.Sink? = nil
    ) async -> CommandOutput {
        let collected = CollectedOutput(limit: Self.keptBytes)
        let exit = Promise<ExitStatus>()
        let pid: Int32
        do {
            pid = try host.spawn(
                request,
                sink: { bytes, stream in
                    collected.append(bytes)
                    also?(bytes, stream)
                },
                onExit: { exit.fulfil($0) }
            )
        } catch {
            return CommandOutput(outcome: .notStarted(reason: error.message), output: "")
        }
        let watchdog = timeout.map { timeout in
            OwnedTask {
                guard (try? await Task.sleep(for: timeout)) != nil else { return }
                collected.isLate = true
                Glibc.kill(-pid, SIGKILL)
            }
        }
        let status = await withTaskCancellationHandler {
            await exit.value()
        } onCancel: {
            Glibc.kill(-pid, SIGKILL)
        }
        watchdog?.cancel()
        // Kill whatever the command left running in its process group.
        Glibc.kill(-pid, SIGKILL)
        return CommandOutput(
            outcome: collected.isLate ? .timedOut : .ended(status),
            output: String(decoding: collected.bytes, as: UTF8.self)
        )
    }
}
