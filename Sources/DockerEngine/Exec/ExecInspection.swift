/// A command inside of a container, as the engine describes it.
package struct ExecInspection: Decodable, Hashable, Sendable {
    /// It has not ended.
    package var isRunning: Bool
    /// Of its process on the engine's machine.
    package var pid: Int?
    /// nil while it runs.
    package var exitCode: Int?

    private enum CodingKeys: String, CodingKey {
        case isRunning = "Running"
        case pid = "Pid"
        case exitCode = "ExitCode"
    }
}
