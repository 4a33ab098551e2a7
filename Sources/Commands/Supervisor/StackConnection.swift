import ControlAPI
import ControlClient
import StackHost

/// A command's connection to the supervisor of a stack.
struct StackConnection {
    var location: StackLocation
    var client: ControlClient

    /// Connects to the running stack; fails with exit code 69 if there is none, or if it is another user's.
    static func open(_ options: ProjectOptions) throws(CommandFailure) -> StackConnection {
        let location = try StackLocation(options)
        guard try Self.isRunning(location, options) else {
            let option = location.environmentName.map { "--environment \($0) " } ?? ""
            throw CommandFailure(.unavailable, "no stack is running here", hint: "start it with: cpadev \(option)up")
        }
        return StackConnection(location: location, client: ControlClient(location))
    }

    /// Whether a stack runs here. Fails with exit code 69 if the state folder is another user's. Throws if the command
    /// names another project than the one that runs, or a file that does not exist; see ``ProjectSelection``.
    /// - Parameters:
    ///   - environment: the variables that may select a project.
    ///   - stopsStack: whether the command stops every service, and cleans up if no stack runs.
    static func isRunning(
        _ location: StackLocation,
        _ options: ProjectOptions,
        environment: [String: String] = CallerEnvironment.variables,
        stopsStack: Bool = false
    ) throws(CommandFailure) -> Bool {
        let isRunning: Bool
        do throws(CommandFailure) { isRunning = try location.isRunning() } catch {
            var failure = error
            if StateFolder(location).isAnotherUsers { failure.code = .unavailable }
            throw failure
        }
        try ProjectSelection(
            location: location,
            options: options,
            environment: environment,
            workingDirectory: CallerEnvironment.workingDirectory,
            stopsStack: stopsStack
        ).verify(against: isRunning ? ProjectRecord.read(location) : nil)
        return isRunning
    }
}
