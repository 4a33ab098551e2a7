import ComposeModel
import DockerEngine
import FoundationEssentials
import Glibc
import OrderedCollections
import Runtime

/// Runs commands inside a container.
struct ContainerCommand: Sendable {
    /// The number of output bytes kept of each end.
    private static let keptBytes = 64 * 1024

    let client: EngineClient
    /// Whether the engine runs on this machine, so that its containers' processes are visible here.
    let isLocal: Bool

    /// Runs a command and waits for it. On timeout the command is killed if possible.
    func run(_ command: LifecycleHook, in container: String, timeout: Duration) async -> CommandOutput {
        var request = ExecRequest(command.command)
        let variables = command.environment.compactMap { key, value in value.map { "\(key)=\($0)" } }
        request.environment = variables.nonEmpty
        request.user = command.user
        request.workingDirectory = command.workingDirectory
        request.isPrivileged = command.isPrivileged ? true : nil
        do {
            let result = try await client.run(container, request, timeout: timeout, limit: Self.keptBytes)
            let output = String(decoding: result.output, as: UTF8.self)
            guard let code = result.exitCode else {
                await end(result.execID, in: container)
                return CommandOutput(outcome: .timedOut, output: output)
            }
            let last = output.split(whereSeparator: \.isNewline).last.map(String.init)
            // If the program does not exist, the engine writes the error in place of the command's output.
            if code == 126 || code == 127, let last, last.contains("OCI runtime") {
                return CommandOutput(outcome: .notStarted(reason: last), output: output)
            }
            return CommandOutput(outcome: .ended(.code(Int32(truncatingIfNeeded: code))), output: output)
        } catch {
            return CommandOutput(outcome: .notStarted(reason: error.message), output: "")
        }
    }

    /// Kills a command by its pid, if that pid verifiably belongs to the container. The API cannot kill an exec.
    private func end(_ exec: String, in container: String) async {
        guard isLocal, let inspection = try? await client.inspectExec(exec), inspection.isRunning,
            let pid = inspection.pid.flatMap({ pid_t(exactly: $0) }), pid > 1,
            Self.controlGroups(of: pid).contains(container)
        else { return }
        kill(pid, SIGKILL)
    }

    private static func controlGroups(of pid: pid_t) -> String {
        (try? String(contentsOfFile: "/proc/\(pid)/cgroup", encoding: .utf8)) ?? ""
    }
}
