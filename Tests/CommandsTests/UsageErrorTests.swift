import ArgumentParser
import StackHost
import Testing

@testable import Commands

/// Mistakes on the command line are told like every other error.
@Suite struct UsageErrorTests {
    private func failure(_ arguments: [String]) throws -> CommandFailure {
        do {
            try CommandNames.check(arguments)
            _ = try CPADev.parseAsRoot(arguments)
        } catch let failure as CommandFailure {
            return failure
        } catch {
            return UsageError.failure(CPADev.message(for: error), details: CPADev.fullMessage(for: error))
        }
        throw CommandFailure(.failed, "no error")
    }

    static let mistakes: [([String], String, String?)] = [
        (["statsu"], "unknown command 'statsu'", "did you mean 'status'?"),
        (["ps"], "unknown command 'ps'", "to list the services and their state: cpadev status"),
        (["xyzzyx"], "unknown command 'xyzzyx'", "all commands: cpadev --help"),
        (["help", "nosuch"], "unknown command 'nosuch'", "all commands: cpadev --help"),
        (["snapshot", "sve"], "unknown command 'snapshot sve'", "did you mean 'save'?"),
        (["up", "--wiat"], "unknown option '--wiat'", "did you mean '--wait'?\n             see: cpadev up --help"),
        (
            ["up", "--force-recreate"], "unknown option '--force-recreate'",
            "to start a service again: cpadev restart SERVICE\n             see: cpadev up --help"
        ),
        (["down", "-v"], "unknown option '-v'", "did you mean '--volumes'?\n             see: cpadev down --help"),
        (["up", "--no-deps"], "unknown option '--no-deps'", "see: cpadev up --help"),
        (["switch", "redis", "loud"], "unknown runtime 'loud'; expected docker, native or auto", nil),
        (["logs", "--level", "loud"], "unknown level 'loud'; expected trace, debug, info, warn, error or fatal", nil),
        (["logs", "--tail", "x"], "invalid value 'x' for '--tail <n>'", nil),
        (["logs", "--since"], "missing value for '--since <time>'", nil),
        (["-p", "x"], "no command given after '-p x'", "all commands: cpadev --help"),
        (["--profile=x"], "no command given after '--profile=x'", "all commands: cpadev --help"),
        (["-f"], "missing value for '-f'", "all commands: cpadev --help"),
        (["up", "-f", "x"], "'-f' goes before the command", "cpadev -f FILE up"),
        (["down", "-p", "x"], "'-p' goes before the command", "cpadev -p NAME down"),
        (["logs", "-i", "-s", "--grep", "x"], "use either -i or -s, not both", "see: cpadev logs --help"),
    ]

    @Test(arguments: mistakes)
    func mistakeHasOneFormAndAHint(_ arguments: [String], _ message: String, _ hint: String?) throws {
        let failure = try failure(arguments)
        #expect(failure.code == .usage)
        #expect(failure.message == message)
        if let hint { #expect(failure.hint == hint) } else { #expect(failure.hint?.contains("--help") == true) }
    }

    @Test(arguments: ["run", "build", "cp", "top", "kill", "rm", "scale"])
    func commandOfDockerComposeHasAHint(_ name: String) throws {
        let hint = try failure([name]).hint
        #expect(hint?.contains("cpadev") == true || hint?.contains("docker") == true)
    }

    @Test(arguments: [
        ["up"], ["--help"], ["help", "up"], ["seed", "status"], ["seed", "--rebuild"], ["snapshot", "list"], [], ["ls"],
        ["with", "db", "--", "run", "-p", "1"],
    ])
    func whatExistsIsNoMistake(_ arguments: [String]) throws {
        try CommandNames.check(arguments)
    }

    @Test func helpListsTheProjectOptions() {
        let help = CPADev.helpMessage()
        for option in ["-f, --file", "-p, --project-name", "--profile", "--env-file", "--project-directory"] {
            #expect(help.contains(option), "\(option)")
        }
    }
}
