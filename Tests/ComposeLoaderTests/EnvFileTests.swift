import ComposeModel
import Diagnostics
import OrderedCollections
import Testing
import YAMLTree

@testable import ComposeLoader

/// `.env` files: Compose's rules for quotes, comments, escapes and variables.
@Suite struct EnvFileTests {
    @Test(arguments: [
        ("A=b", "b"), ("A=", ""), ("A = b", "b"), ("A: b", "b"), ("export A=b", "b"), ("  A=b  ", "b"), ("A='b'", "b"),
        ("A=\"b\"", "b"), ("A=b c", "b c"), ("A=b # c", "b"), ("A=b#c", "b#c"), ("A='b # c' # d", "b # c"),
        ("A=\"b # c\" # d", "b # c"), ("A=#b", "#b"), ("A= # b", "# b"), ("A=  # b", "# b"), ("A=b=c", "b=c"),
        ("A='b\"c'", "b\"c"),
        ("A=\"b'c\"", "b'c"), ("A=b'c", "b'c"), ("A=''", ""), ("A=\"\"", ""), ("A='$X'", "$X"), ("A=\"$X\"", "x"),
        ("A=$X", "x"), ("A=${X}y", "xy"), ("A=${N:-d}", "d"), ("A=$$X", "$X"), ("A=\"\\$X\"", "$X"),
        ("A=\"$$X\"", "$X"),
        ("A=\"b\\nc\"", "b\nc"), ("A='b\\nc'", "b\\nc"), ("A=b\\nc", "b\\nc"), ("A=\"b\\tc\\\\d\"", "b\tc\\d"),
        ("A=\"b\\\"c\"", "b\"c"), ("A='b\\'c'", "b'c"), ("A=\"b\\qc\"", "b\\qc"), ("A=\"b\nc\"", "b\nc"),
        ("A='b\nc'", "b\nc"), ("A=b\r", "b"), ("A=\"b\r\nc\"", "b\nc"), ("# c\n\n  # d\nA=b", "b"), ("B=1\nA=$B", "1"),
        ("A=1\nA=2", "2"), ("B='$X'\nA=$B", "$X"), ("A=ä", "ä"), ("X=inner\nA=$X", "x"), ("A", "outer"),
    ])
    func reads(_ text: String, _ expected: String) {
        var parser = EnvFileParser(Array(text.utf8)[...]) { ["X": "x", "A": "outer"][$0] }
        parser.parse()
        #expect(parser.variables["A"] == expected)
        #expect(parser.problems.isEmpty)
    }

    @Test(arguments: [
        ("=b", ["1:1"]), ("A B=c", ["1:3"]), ("A=\"b", ["1:3"]), ("A='b\nB=c", ["1:3"]), ("A=1\n  ?=2\nB=3", ["2:3"]),
        ("A='b' c", ["1:7"]), ("A!=b", ["1:2"]), ("A=1\n=2\n=3", ["2:1", "3:1"]), ("A=\"b\nc\" d", ["2:4"]),
    ])
    func reportsLines(_ text: String, _ places: [String]) {
        var parser = EnvFileParser(Array(text.utf8)[...]) { _ in nil }
        parser.parse()
        #expect(parser.problems.map { "\($0.line):\($0.column)" } == places)
        #expect(parser.problems.allSatisfy { $0.code == "bad-env-line" })
    }

    @Test func readsOnAfterABadLine() {
        var parser = EnvFileParser(Array("=1\nA=b\n?\nB=c".utf8)[...]) { _ in nil }
        parser.parse()
        #expect(parser.variables == ["A": "b", "B": "c"])
    }

    @Test func aNameWithoutAValueAnywhereIsNotSet() {
        var parser = EnvFileParser(Array("A\nB=c".utf8)[...]) { _ in nil }
        parser.parse()
        #expect(parser.variables == ["B": "c"])
    }

    @Test func rawFilesKeepEverything() {
        let text = "A='b' # c\n# d\nB=$X\r\nC\nD\n\n  \t\n"
        let file = RawEnvFile(Array(text.utf8)[...]) { $0 == "C" ? "outer" : nil }
        #expect(file.variables == ["A": "'b' # c", "B": "$X", "C": "outer"])
        #expect(file.problems.isEmpty)
    }

    @Test func rawFilesSkipBlanksBeforeANameAndRefuseThemInside() {
        let text = " A=1 \n\t # B=2\n\tC\nD =3\n ä b=4\n=5\n  =6\nE\t\n"
        let file = RawEnvFile(Array(text.utf8)[...]) { $0 == "C" ? "outer" : nil }
        #expect(file.variables == ["A": "1 ", "C": "outer"])
        #expect(
            file.problems.map { "\($0.line):\($0.column) \($0.message)" } == [
                "4:1 the name contains spaces", "5:2 the name contains spaces",
                "6:1 expected the name of a variable", "7:3 expected the name of a variable",
                "8:1 the name contains spaces",
            ]
        )
    }

    // MARK: The project's variables

    @Test func theProjectsEnvFileGivesVariables() throws {
        let files = ["compose.yaml": oneService("user: $A"), ".env": "A=env"]
        #expect(try Loading(files).service().user == "env")
        #expect(try Loading(files, environment: ["A": "caller"]).service().user == "caller")
    }

    @Test func namedEnvFilesReplaceTheDefaultAndLaterOnesWin() throws {
        var loading = Loading([
            "compose.yaml": oneService("user: $A-$B-$C"), ".env": "C=env", "1": "A=1\nB=1", "2": "B=${A}2",
        ])
        loading.environmentFiles = [.init(path: "1"), .init(path: "2"), .init(path: "3", isRequired: false)]
        #expect(try loading.service().user == "1-12-")
    }

    @Test func theNearestDefinitionAboveCountsInAnEnvFile() throws {
        var loading = Loading([
            "compose.yaml": oneService("user: $U\nhostname: $V"), "1": "H=one\nK=1", "2": "V=$H\nH=two\nU=$H$K",
        ])
        loading.environmentFiles = [.init(path: "1"), .init(path: "2")]
        #expect(try loading.service().user == "two1")
        #expect(try loading.service().hostname == "one")
        loading.environment = ["H": "caller"]
        #expect(try loading.service().user == "caller1")
    }

    @Test func variablesKnowTheFileTheyAreFrom() throws {
        var loading = Loading(["compose.yaml": oneService("user: a"), "1": "A=1\nB=1", "2": "B=2\nC=2"])
        loading.environmentFiles = [.init(path: "1"), .init(path: "2")]
        loading.environment = ["C": "caller", "PWD": "/here"]
        let loaded = try loading.load()
        #expect(
            loaded.variableSources == [
                "A": .file("1"), "B": .file("2"), "C": .environment, "PWD": .environment,
                "COMPOSE_PROJECT_NAME": .loader,
            ]
        )
    }

    @Test func theWorkingDirectoryIsKnownWhereTheEnvironmentLacksIt() throws {
        #expect(try Loading(oneService("user: $PWD")).service().user == "/home/app")
        #expect(try Loading(oneService("user: $PWD"), environment: ["PWD": "/p"]).service().user == "/p")
        #expect(
            try Loading(["compose.yaml": oneService("user: $PWD"), ".env": "PWD=/e"]).service().user == "/home/app"
        )
    }

    @Test func aNamedEnvFileThatIsMissingIsAnError() {
        var loading = Loading(oneService("user: a"))
        loading.environmentFiles = [.init(path: "no.env")]
        #expect(loading.problems() == ["no.env:1:1 file-not-found"])
    }

    @Test func problemsOfTheEnvFileAreReportedWithThoseOfTheComposeFile() {
        let files = ["compose.yaml": oneService("usr: $A"), ".env": "A=$B\n!\n"]
        let expected = [".env:1:3 warning unset-variable", ".env:2:1 bad-env-line", "4:5 unknown-key"]
        #expect(Loading(files).problems() == expected)
    }

    // MARK: A service's variables

    @Test func envFilesAndEnvironmentAreOneAndTheLatterWins() throws {
        let keys = "env_file: [1.env, {path: 2.env}]\nenvironment: {C: own, D: }"
        let files = ["compose.yaml": oneService(keys), "1.env": "A=1\nB=1\nC=1", "2.env": "B=2\nE=${A}$X"]
        let service = try Loading(files, environment: ["D": "caller", "X": "x"]).service()
        #expect(service.environment == ["A": "1", "B": "2", "C": "own", "E": "1x", "D": "caller"])
    }

    @Test func envFilesUseTheServicesOwnVariablesBeforeThoseAbove() throws {
        let keys = "env_file: [1.env, 2.env]\nenvironment: {S: own, N: }"
        let more = "  b: {image: x, env_file: 2.env}\n"
        let files = [
            "compose.yaml": oneService(keys, more: more), "1.env": "S=1\nP=1\nN=1\nX=$S$P$C",
            "2.env": "P=2\nY=$S$P$C$N",
        ]
        let loading = Loading(files, environment: ["C": "caller"])
        #expect(try loading.service().environment["X"] == "own1caller")
        #expect(try loading.service().environment["Y"] == "own2caller1")
        // What one service sees, another must not get.
        #expect(try loading.service("b").environment["Y"] == "2caller")
    }

    @Test func aVariableWithoutAValueAnywhereStaysWithoutOne() throws {
        let environment = try Loading(oneService("environment: [A, B=, C=c]")).service().environment
        #expect(environment == ["A": nil, "B": "", "C": "c"])
        #expect(environment.keys.contains("A"))
    }

    @Test func bothFormsOfEnvironmentSayTheSame() throws {
        let list = try Loading(oneService("environment: [A=1, B=true, 'C=x=y', D=]")).service().environment
        let map = try Loading(oneService("environment: {A: 1, B: true, C: x=y, D: ''}")).service().environment
        #expect(list == map)
        #expect(map == ["A": "1", "B": "true", "C": "x=y", "D": ""])
    }

    @Test func rawEnvFilesAreTakenAsTheyAre() throws {
        let files = ["compose.yaml": oneService("env_file: [{path: a.env, format: raw}]"), "a.env": "A='$B'"]
        #expect(try Loading(files).service().environment == ["A": "'$B'"])
    }

    @Test func problemsOfAServicesEnvFileAreItsOwn() {
        let files = ["compose.yaml": oneService("env_file: a.env"), "a.env": "A=1\n!\n"]
        #expect(Loading(files).problems() == ["a.env:2:1 bad-env-line"])
    }

    @Test func envFilesOfServicesThatAreOffAreNotRead() {
        #expect(
            Loading(oneService("user: a", more: "  b: {image: x, profiles: [p], env_file: no.env}\n")).problems()
                .isEmpty
        )
    }
}
