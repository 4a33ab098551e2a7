import EnvironmentChecks
import Environments
import StackHost

/// An environment of `environments.yaml` that is pulled from.
enum NamedSource {
    /// How long a command may take to print the address.
    private static let patience = Duration.seconds(30)

    /// Returns the address of the environment's database.
    static func find(_ name: String, _ options: ProjectOptions) async throws(CommandFailure) -> PullSource {
        let location = try StackLocation(options)
        let file = try EnvironmentsOfProject.read(location)
        guard let environment = try EnvironmentsOfProject.choose([name], from: file).first,
            let database = environment.database
        else {
            throw CommandFailure(
                .badData,
                "the environment '\(name)' has no database to pull from",
                hint: "add it to \(file.displayPath): database: { env: VARIABLE }"
            )
        }
        guard case .server = environment.place else {
            throw CommandFailure(.usage, "the environment '\(name)' is this checkout's own stack")
        }
        let surroundings = try CommandSurroundings(options, location, file)
        let address = DatabaseAddress(database, surroundings, until: .now + patience)
        do throws(CheckProblem) { return .address(try await address.text()) } catch {
            throw CommandFailure(.unavailable, error.reason, hint: error.remedy)
        }
    }
}
