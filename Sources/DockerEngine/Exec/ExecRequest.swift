/// A command to be run inside of a container. Source: Docker Engine API, ContainerExec.
package struct ExecRequest: Encodable, Hashable, Sendable {
    /// The program and its arguments; no shell is involved.
    package var command: [String]
    /// `KEY=value`, besides the container's own.
    package var environment: [String]?
    /// `user[:group]`; nil: the container's.
    package var user: String?
    /// nil: the container's.
    package var workingDirectory: String?
    /// It gets a terminal, and its output comes without frames.
    package var tty = false
    /// Its standard input is ours.
    package var attachesStdin = false
    /// With all capabilities.
    package var isPrivileged: Bool?
    private let attachesStdout = true
    private let attachesStderr = true

    /// A command with nothing but the container's own settings.
    package init(_ command: [String]) { self.command = command }

    private enum CodingKeys: String, CodingKey {
        case command = "Cmd"
        case environment = "Env"
        case user = "User"
        case workingDirectory = "WorkingDir"
        case tty = "Tty"
        case attachesStdin = "AttachStdin"
        case isPrivileged = "Privileged"
        case attachesStdout = "AttachStdout"
        case attachesStderr = "AttachStderr"
    }
}
