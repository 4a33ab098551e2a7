package import Runtime

/// Runs programs for commands that run no services, such as checks of launchers. A process has only one, since its host
/// reaps every child.
package struct ProgramRunner: Sendable {
    private let commands: CommandCollector

    package init() throws(RuntimeError) { commands = CommandCollector(host: try ProcessHost()) }

    /// Returns a check that starts its programs here.
    package func availabilityCheck(_ configuration: NativeConfiguration) -> AvailabilityCheck {
        AvailabilityCheck(configuration: configuration, commands: commands)
    }

    /// Runs a program to its end and returns what it printed. Its whole process group is killed at the time limit.
    /// - Parameter path: absolute.
    package func run(
        _ path: String,
        _ arguments: [String],
        environment: [String: String],
        within limit: Duration
    ) async -> CommandOutput {
        let request = ProcessHost.Request(path: path, arguments: arguments, environment: environment)
        return await commands.run(request, timeout: limit)
    }
}
