import ComposeModel
import DockerEngine
import Glibc
import OrderedCollections
import Runtime

/// Runs commands inside of a container.
struct ContainerCommand: Sendable {
    /// Of the output this much is kept.
    private static let keptBytes = 64 * 1024

    let client: EngineClient
    /// The engine runs its containers on this machine, so that their processes may be seen here.
    let isLocal: Bool

    /// Runs a command and waits for it. At the timeout it is killed, where that is possible.
    func run(_ command: LifecycleHook, in container: String, timeout: Duration) async -> CommandOutput {
        var request = ExecRequest(command.command)
        let variables = command.environment.compactMap { key, value in value.map { "\(key)=\($0)" } }
        request.environment = variables.isEmpty ? nil : variables
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
            // The engine itself says so, in place of the command, where there is no such program.
            if code == 126 || code == 127, let last, last.contains("OCI runtime") {
                return CommandOutput(outcome: .notStarted(reason: last), output: output)
            }
            return CommandOutput(outcome: .ended(.code(Int32(truncatingIfNeeded: code))), output: output)
        } catch {
            return CommandOutput(outcome: .notStarted(reason: error.message), output: "")
        }
    }

    /// The API has no way to end a command. Its process is killed here, where it is surely the container's.
    private func end(_ exec: String, in container: String) async {
        guard isLocal, let inspection = try? await client.inspectExec(exec), inspection.isRunning,
            let pid = inspection.pid.flatMap({ pid_t(exactly: $0) }), pid > 1,
            Self.controlGroups(of: pid).contains(container)
        else { return }
        kill(pid, SIGKILL)
    }

    private static func controlGroups(of pid: pid_t) -> String {
        guard let file = fopen("/proc/\(pid)/cgroup", "r") else { return "" }
        defer { fclose(file) }
        var buffer = [UInt8](repeating: 0, count: 16 * 1024)
        let count = fread(&buffer, 1, buffer.count, file)
        return String(decoding: buffer.prefix(count), as: UTF8.self)
    }
}
