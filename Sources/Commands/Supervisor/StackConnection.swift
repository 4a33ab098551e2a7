import ControlAPI
import ControlClient

/// A command's connection to the supervisor of a stack.
struct StackConnection {
    var location: StackLocation
    var client: ControlClient

    /// Connects to the running stack; fails with exit code 69 if there is none.
    static func open(_ options: ProjectOptions) throws(CommandFailure) -> StackConnection {
        let location = try StackLocation(
            options,
            environment: CallerEnvironment.variables,
            workingDirectory: CallerEnvironment.workingDirectory
        )
        guard try location.isRunning() else {
            throw CommandFailure(.unavailable, "no stack is running here", hint: "start it with: cpadev up")
        }
        return StackConnection(location: location, client: ControlClient(location))
    }
}
