import NativeRuntime
import StackHost

/// Finds the program of a command.
enum CommandSearch {
    /// Returns its path; throws exit code 127 if there is none, 126 if it cannot be executed.
    static func find(
        _ name: String,
        _ environment: [String: String],
        in directory: String = CallerEnvironment.workingDirectory
    ) throws(CommandFailure) -> String {
        let search = ExecutableSearch(path: environment["PATH"] ?? "/usr/bin:/bin", directory: directory)
        let problem = search.problem(with: name)
        guard problem == nil, let path = search.find(name) else {
            throw CommandFailure(
                problem?.isMissing ?? true ? .commandNotFound : .commandNotExecutable,
                problem?.reason ?? "'\(name)' cannot be found",
                hint: problem?.remedy
            )
        }
        return path
    }
}
