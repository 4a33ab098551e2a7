/// A command to run inside a container. Source: Docker Engine API, ContainerExec.
package struct ExecRequest: Encodable, Hashable, Sendable {
    /// The program and its arguments; no shell is involved.
    package var command: [String]
    /// Entries `KEY=value` in addition to the container's environment.
    package var environment: [String]?
    /// `user[:group]`; nil for the container's.
    package var user: String?
    /// nil for the container's.
    package var workingDirectory: String?
    /// Whether it has a terminal; its output is then not framed.
    package var tty = false
    /// Whether its standard input is attached.
    package var attachesStdin = false
    /// Whether it has all capabilities.
    package var isPrivileged: Bool?
    private let attachesStdout = true
    private let attachesStderr = true

    /// Creates a command that uses the container's settings.
    package init(_ command: [String]) { self.command = command }

    private enum CodingKeys: String, CodingKey {
        case user, tty
        case command = "cmd"
        case environment = "env"
        case workingDirectory = "workingDir"
        case attachesStdin = "attachStdin"
        case isPrivileged = "privileged"
        case attachesStdout = "attachStdout"
        case attachesStderr = "attachStderr"
    }
}
