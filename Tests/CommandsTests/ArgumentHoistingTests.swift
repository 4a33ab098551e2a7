import Testing

@testable import Commands

@Suite struct ArgumentHoistingTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var arguments: [String]
        var hoisted: [String]

        init(_ arguments: String, _ hoisted: String) {
            self.arguments = arguments.split(separator: " ").map(String.init)
            self.hoisted = hoisted.split(separator: " ").map(String.init)
        }

        var testDescription: String { arguments.joined(separator: " ") }
    }

    private static let cases = [
        Case("", ""),
        Case("up", "up"),
        Case("up -d web", "up -d web"),
        Case("-f a.yaml up", "up --file a.yaml"),
        Case("-f a.yaml logs -f web", "logs --file a.yaml -f web"),
        Case("-f a.yaml -f b.yaml -p x up -d", "up --file a.yaml --file b.yaml --project-name x -d"),
        Case("--file=a.yaml up", "up --file=a.yaml"),
        Case("-f=a.yaml up", "up --file=a.yaml"),
        Case("--file a=b.yaml up", "up --file a=b.yaml"),
        Case(
            "--project-directory /x --env-file .env --profile dev up",
            "up --project-directory /x --env-file .env --profile dev"
        ),
        Case("--project-name=x --profile=dev status --json", "status --project-name=x --profile=dev --json"),
        // Where it stands tells the environment from the flag of `config`.
        Case("--environment demo up", "up --environment demo"),
        Case("--environment=demo config", "config --environment=demo"),
        Case("config --environment", "config --variables"),
        Case("--environment demo config -q --environment", "config --environment demo -q --variables"),
        Case("-f a.yaml up --environment demo", "up --file a.yaml --environment demo"),
        // Commands of commands.
        Case("-f a.yaml seed status --json", "seed status --file a.yaml --json"),
        Case("-f a.yaml seed", "seed --file a.yaml"),
        Case("-f a.yaml seed --rebuild", "seed --file a.yaml --rebuild"),
        Case("-p x snapshot save one", "snapshot save --project-name x one"),
        // The command that a stack is started for.
        Case("with a b -- sh -c x", "with a b --command-words sh -c x"),
        Case("-f a.yaml with -- run -p x -- y", "with --file a.yaml --command-words run -p x -- y"),
        Case("with a", "with a"),
        Case("with a --", "with a --"),
        // A subcommand's own option of the same letter stays where it is.
        Case("logs -f web", "logs -f web"),
        // Nothing to hoist to, and what the parser has to complain about.
        Case("--help", "--help"),
        Case("--version", "--version"),
        Case("-f", "-f"),
        Case("-f a.yaml", "-f a.yaml"),
        Case("-f a.yaml --help", "-f a.yaml --help"),
        Case("--unknown -f a.yaml up", "--unknown -f a.yaml up"),
        Case("-f a.yaml --unknown up", "-f a.yaml --unknown up"),
        Case("--unknown=1 up", "--unknown=1 up"),
        // What follows the option is its value, whatever it looks like.
        Case("-f up up", "up --file up"),
        Case("-p -f up", "up --project-name -f"),
    ]

    @Test(arguments: cases) func optionsOfTheProjectMoveBehindTheSubcommand(test: Case) {
        #expect(ArgumentHoisting.hoist(test.arguments) == test.hoisted)
    }

    @Test func argumentsWithSpacesAndEmptyOnesStayWhole() {
        #expect(ArgumentHoisting.hoist(["-f", "a b", "logs", "web", ""]) == ["logs", "--file", "a b", "web", ""])
        #expect(ArgumentHoisting.hoist(["", "-f", "a"]) == ["", "-f", "a"])
    }

    @Test(arguments: [
        ("exec web ls -l", "exec web -- ls -l"), ("exec web -- ls -l", "exec web -- ls -l"),
        ("exec -T -u me --env A=b web sh -c x", "exec -T -u me --env A=b web -- sh -c x"),
        ("-p x exec web env", "exec --project-name x web -- env"), ("exec web", "exec web"), ("exec", "exec"),
        ("exec -- web", "exec -- web"), ("exec -u", "exec -u"),
    ])
    func theCommandOfExecIsItsOwn(_ typed: String, _ expected: String) {
        #expect(ArgumentHoisting.hoist(typed.split(separator: " ").map(String.init)).joined(separator: " ") == expected)
    }

    @Test func theFileOfStandardInputIsNamedAsDockerComposeNamesIt() {
        #expect(ArgumentHoisting.hoist(["-f", "-", "config"]) == ["config", "--file", "-"])
    }
}
