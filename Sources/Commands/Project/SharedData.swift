import ArgumentParser
import StackHost

/// The data of a named environment, such as a public demo: others use it, so no command replaces it by a slip.
struct SharedData {
    /// nil: the stack is the project's own, whose data only its developer uses.
    let environmentName: String?

    init(_ location: StackLocation) {
        environmentName = location.environmentName ?? ProjectRecord.read(location)?.environmentName
    }

    /// Throws with exit code 64 unless the user has confirmed, with `--yes`, what a command does.
    /// - Parameter act: What it would do, such as `resets`.
    func require(_ isConfirmed: Bool, _ act: String) throws(CommandFailure) {
        guard let environmentName, !isConfirmed else { return }
        throw CommandFailure(
            .usage,
            "this \(act) the data of the environment '\(environmentName)', which others use",
            hint: "to do so, add --yes"
        )
    }
}

/// The confirmation that commands need which replace the data of an environment.
struct SharedDataOptions: ParsableArguments {
    @Flag(help: "Confirm it in an environment, such as --environment demo, whose data others use.")
    var yes = false

    func require(_ act: String, _ project: ProjectOptions) throws(CommandFailure) {
        try SharedData(StackLocation(project)).require(yes, act)
    }
}
