/// The state of an exec, as reported by the engine.
package struct ExecInspection: Decodable, Hashable, Sendable {
    package var isRunning: Bool
    /// Its process on the engine's machine.
    package var pid: Int?
    /// nil while it is running.
    package var exitCode: Int?

    private enum CodingKeys: String, CodingKey {
        case isRunning = "Running"
        case pid = "Pid"
        case exitCode = "ExitCode"
    }
}
