import ArgumentParser
import EnvironmentChecks
import Environments
import Foundations
import StackHost
import UnixSignals

struct EnvironmentsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "environments",
        abstract: "Show all environments of the platform side by side.",
        discussion: """
            For each: health, version, commit and how far it is behind main, migrations of its database compared with \
            the local folder, its certificate, latency. All checks run at once, and nothing is changed anywhere. \
            BEHIND counts from the last git fetch.

            The file environments.yaml beside the Compose file describes them:

              migrations: ../seeds/migrations
              environments:
                local: { stack: backend }
                ci: { workflow: CI }
                staging:
                  url: https://staging.example.com
                  health: /api/v1/health
                  version: { json: version }
                  sha: { path: /version, header: X-Git-SHA }
                  database: { env: STAGING_DATABASE_URL }
                  certificate: { warn_days: 14, ca: roots.pem }

            json names a member of the response, of the health check unless a path is given. Instead of env, a \
            database may have command: [PROGRAM, ARGUMENT], which prints its URL. The URL is never shown, the \
            session is read-only, and a role that can write is refused.

            Exit code 1 if an environment is unreachable or unhealthy, its certificate is invalid or about to expire, \
            its database cannot be read or its migrations were changed; 64 if there is no such environment; 65 if the \
            file has errors.
            """
    )

    @OptionGroup var project: ProjectOptions

    @Flag(help: "Print a JSON array.")
    var json = false

    @Option(
        help: ArgumentHelp("Seconds for the whole answer, at least 1 (default: 3).", valueName: "seconds"),
        transform: WaitTime.seconds
    )
    var timeout = 3.0

    @Argument(help: "Only these environments (default: all).")
    var names: [String] = []

    func validate() throws {
        guard timeout >= 1 else { throw ValidationError("--timeout must be at least 1 second") }
    }

    func run() async throws {
        let location = try StackLocation(project)
        let file = try EnvironmentsOfProject.read(location)
        let chosen = try EnvironmentsOfProject.choose(names, from: file)
        let surroundings = try CommandSurroundings(project, location, file)
        let inspector = EnvironmentInspector(file, surroundings, within: .seconds(timeout))
        // Trapped before any program starts that would outlive this one.
        let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm, .sighup)
        let reports = try await TimeLimit.run({ await inspector.reports(on: chosen) }) {
            for await _ in signals { break }
            throw CommandFailure(.interrupted, "")
        }
        let output = Terminal.standardOutput
        if json {
            output.write(try JSONText.render(reports.map(EnvironmentJSON.init)))
        } else {
            output.write(EnvironmentTable.render(reports, output, width: output.isTerminal ? output.width : nil))
        }
        if reports.contains(where: \.isInTrouble) { throw CommandFailure(.failed, "") }
    }
}
