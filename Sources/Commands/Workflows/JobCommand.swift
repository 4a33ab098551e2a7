import ArgumentParser
import StackHost

/// Runs a job, started by the supervisor of its run and not by users.
struct JobCommand: AsyncParsableCommand {
    static let name = "ci-job"
    static let configuration = CommandConfiguration(commandName: name, shouldDisplay: false)

    /// The run's folder.
    @Option(name: .customLong("run")) var folder: String
    /// Whether the services run already.
    @Flag var inside = false
    @Argument var job: String

    func run() async throws {
        try await JobRun(RunFolder(folder), job: job).run(hasServices: inside)
    }
}
