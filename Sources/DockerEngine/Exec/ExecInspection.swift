/// A command inside of a container, as the engine describes it.
public struct ExecInspection: Decodable, Hashable, Sendable {
    /// It has not ended.
    public var isRunning: Bool
    /// Of its process on the engine's machine.
    public var pid: Int?
    /// nil while it runs.
    public var exitCode: Int?

    private enum CodingKeys: String, CodingKey {
        case isRunning = "Running"
        case pid = "Pid"
        case exitCode = "ExitCode"
    }
}
