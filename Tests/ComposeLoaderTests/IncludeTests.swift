import ComposeLoader
import ComposeModel
import Diagnostics
import OrderedCollections
import Testing

/// `include`, in all its forms.
@Suite struct IncludeTests {
    private static let db = "services: {db: {image: pg, volumes: ['./d:/d', 'data:/e']}}\nvolumes: {data: }\n"

    @Test(arguments: ["[../infra/db.yaml]", "[{path: ../infra/db.yaml}]", "[{path: [../infra/db.yaml]}]"])
    func bringsResourcesWithTheirOwnPaths(_ include: String) throws {
        let files = [
            "compose.yaml": "include: \(include)\n" + oneService("depends_on: [db]"), "/home/infra/db.yaml": Self.db,
        ]
        let project = try Loading(files).load().project
        #expect(Set(project.services.keys) == ["a", "db"])
        #expect(project.services["db"]?.volumes.first?.source == .bind(path: "/home/infra/d", createsHostPath: true))
        #expect(Array(project.volumes.keys) == ["data"])
    }

    @Test func theProjectDirectoryOfAnIncludeMayBeMoved() throws {
        let include = "include: [{path: ../infra/db.yaml, project_directory: ../other}]\n"
        let files = ["compose.yaml": include + oneService("user: a"), "/home/infra/db.yaml": Self.db]
        let source = try Loading(files).service("db").volumes.first?.source
        #expect(source == .bind(path: "/home/other/d", createsHostPath: true))
    }

    /// A directive acts on earlier files, and the included project is none.
    @Test func aDirectiveForAResourceLeavesTheIncludedOne() throws {
        func service(_ own: String) throws -> Service {
            let files = [
                "compose.yaml": "include: [b.yaml]\nservices: \(own)\nnetworks: {n: !reset null}\n",
                "b.yaml": "services: {b: {image: x, user: u, networks: [n]}}\nnetworks: {n: {}}\n",
            ]
            return try Loading(files).service("b")
        }
        #expect(try service("{b: !reset null}").user == "u")
        #expect(try service("!reset {b: {user: v}}").user == "u")
        let merged = try service("{b: !override {image: y}}")
        #expect(merged.image == "y" && merged.user == "u")
        #expect(try service("{b: {user: !reset null}}").user == nil)

        let files = [
            "first.yaml": "services: {b: {image: z, hostname: h}, c: {image: z}}\n",
            "second.yaml": "include: [b.yaml]\nservices: {b: !reset null}\n",
            "b.yaml": "services: {b: {image: x}}\n",
        ]
        let replaced = try Loading(files, names: ["first.yaml", "second.yaml"]).service("b")
        #expect(replaced.image == "x" && replaced.hostname == nil)
    }

    @Test func anIncludedServiceMayBeEmptyInTheIncludingFile() throws {
        let files = ["compose.yaml": "include: [b.yaml]\nservices: {b: null}\n", "b.yaml": oneService("user: u")]
        #expect(Loading(files).problems() == ["2:15 wrong-type"])
        let own = ["compose.yaml": "include: [b.yaml]\nservices: {a: }\n", "b.yaml": oneService("user: u")]
        #expect(try Loading(own).service("a").user == "u")
    }

    @Test func severalFilesOfOneIncludeAreMerged() throws {
        let files = [
            "compose.yaml": "include: [{path: [b.yaml, over.yaml]}]\n",
            "b.yaml": "services: {b: {image: x, user: u}}\n",
            "over.yaml": "services: {b: {user: v}}\n",
        ]
        #expect(try Loading(files).service("b").user == "v")
    }

    @Test func itsEnvFileGivesDefaultsAndTheCallersProjectWins() throws {
        let files = [
            "compose.yaml": "include: [sub/b.yaml]\n" + oneService("user: $A"), ".env": "A=outer",
            "sub/b.yaml": "services: {b: {image: x, user: '$A-$B'}}\n", "sub/.env": "A=inner\nB=inner",
        ]
        #expect(try Loading(files).service("b").user == "outer-inner")
        #expect(try Loading(files).service("a").user == "outer")
    }

    @Test func itsEnvFilesMayBeNamed() throws {
        let files = [
            "compose.yaml": "include: [{path: sub/b.yaml, env_file: [1.env, 2.env]}]\n", "1.env": "A=1\nB=1",
            "2.env": "B=2",
            "sub/b.yaml": "services: {b: {image: x, user: $A$B}}\n",
        ]
        #expect(try Loading(files).service("b").user == "12")
    }

    @Test func includesIncludeOthers() throws {
        let files = [
            "compose.yaml": "include: [x/b.yaml]\n", "x/b.yaml": "include: [y/c.yaml]\nservices: {b: {image: x}}\n",
            "x/y/c.yaml": "services: {c: {image: x, build: .}}\n",
        ]
        #expect(try Loading(files).service("c").build?.context == "/home/app/x/y")
    }

    @Test func theSameFileMayComeInTwoWays() throws {
        let files = [
            "compose.yaml": "include: [b.yaml, c.yaml]\n", "b.yaml": "include: [d.yaml]\nservices: {b: {image: x}}\n",
            "c.yaml": "include: [d.yaml]\nservices: {c: {image: x}}\n", "d.yaml": "services: {d: {image: x}}\n",
        ]
        #expect(try Loading(files).load().project.services.count == 3)
    }

    @Test func anIncludedServiceMayBeExtendedAndOverridden() throws {
        let files = [
            "compose.yaml": "include: [b.yaml]\nservices: {a: {extends: b}}\n",
            "b.yaml": "services: {b: {image: x, user: u}}\n",
            "over.yaml": "services: {b: {user: v}}\n",
        ]
        let loading = Loading(files, names: ["compose.yaml", "over.yaml"])
        #expect(try loading.service("a").user == "u")
        #expect(try loading.service("b").user == "v")
    }

    @Test func whatTheIncludingFileSaysGoesOverWhatIsIncluded() throws {
        let files = [
            "compose.yaml": """
            include: [team/b.yaml]
            services: {b: {ports: ['80:80'], environment: {A: own}}}
            volumes: {data: {labels: {l: own}}}
            """,
            "team/b.yaml": """
            services: {b: {image: x, environment: {A: team, B: team}, volumes: ['./d:/d', 'data:/e']}}
            volumes: {data: {driver: d, labels: {l: team, m: team}}}
            """,
        ]
        let loaded = try Loading(files).load()
        let service = try #require(loaded.project.services["b"])
        #expect(loaded.warnings.isEmpty)
        #expect(service.environment == ["A": "own", "B": "team"])
        #expect(service.ports == [Port(target: 80, published: 80)])
        #expect(service.volumes.first?.source == .bind(path: "/home/app/team/d", createsHostPath: true))
        #expect(loaded.project.volumes["data"]?.driver == "d")
        #expect(loaded.project.volumes["data"]?.labels == ["l": "own", "m": "team"])
    }

    @Test func tagsOfTheIncludingFileActOnWhatIsIncluded() throws {
        let files = [
            "compose.yaml": """
            include: [b.yaml]
            services: {b: {ports: !override ['2:2'], environment: {A: !reset null}}, c: {extends: b}}
            """,
            "b.yaml": "services: {b: {image: x, ports: ['1:1'], environment: {A: 1, B: 2}}}\n",
        ]
        for name in ["b", "c"] {
            let service = try Loading(files).service(name)
            #expect(service.ports.map(\.target) == [2])
            #expect(service.environment == ["B": "2"])
        }
    }

    @Test func theFirstOfTwoIncludedFilesGoesBeforeTheSecondWithAWarning() throws {
        let files = [
            "compose.yaml": "include: [b.yaml, c.yaml]\n",
            "b.yaml": "services:\n  a: {image: b, environment: {A: b}}\n",
            "c.yaml": "services:\n  a: {image: c, environment: {A: c, B: c}}\n",
        ]
        let diagnostic = Loading(files).diagnostics().first
        #expect(Loading(files).problems() == ["c.yaml:2:3 warning include-conflict"])
        #expect(diagnostic?.notes.first?.location == SourceLocation(file: "b.yaml", line: 2, column: 3))
        #expect(try Loading(files).service().image == "b")
        #expect(try Loading(files).service().environment == ["A": "b", "B": "c"])
    }

    @Test(arguments: ["https://example.com/a.yaml", "git@example.com:a/b.git", "oci://example.com/a:1"])
    func remoteFilesAreNotSupported(_ address: String) {
        #expect(Loading("include: ['\(address)']\n").problems().first == "1:11 remote-file")
        let base = "services: {a: {extends: {file: '\(address)', service: a}}}\n"
        #expect(Loading(base).problems().first == "1:32 remote-file")
        #expect(Loading([:], names: [address]).problems() == ["- remote-file"])
    }

    @Test func problemsOfAnIncludedFileAreNamedAsSeenFromTheUser() {
        let files = [
            "compose.yaml": "include: [../infra/b.yaml]\n", "/home/infra/b.yaml": "services: {b: {imge: x}}\n",
        ]
        #expect(Loading(files).problems() == ["../infra/b.yaml:1:16 unknown-key"])
    }

    @Test func aCircleIsNamedAsAPath() {
        let files = [
            "compose.yaml": "include: [b.yaml]\n", "b.yaml": "include: [compose.yaml]\nservices: {b: {image: x}}\n",
        ]
        let diagnostic = Loading(files).diagnostics().first
        #expect(Loading(files).problems() == ["b.yaml:1:11 include-cycle"])
        #expect(diagnostic?.message.hasSuffix("compose.yaml → b.yaml → compose.yaml") == true)
    }

    static let cases: [BadCase] = [
        BadCase("a missing file", "include: [no.yaml]\n" + oneService("user: a"), "1:11 file-not-found"),
        BadCase("a directory", "include: [.]\n" + oneService("user: a"), "1:11 is-a-directory"),
        BadCase("no path", "include: [{env_file: a}]\n" + oneService("user: a"), "1:11 missing-key"),
        BadCase(
            "a missing env file",
            "include: [{path: compose.yaml, env_file: no.env}]\n" + oneService("user: a"),
            "1:18 include-cycle"
        ),
    ]

    @Test(arguments: cases) func reports(_ bad: BadCase) { bad.check() }

    @Test func aMissingEnvFileOfAnIncludeIsReportedWhereItIsNamed() {
        let files = [
            "compose.yaml": "include: [{path: b.yaml, env_file: no.env}]\n", "b.yaml": "services: {b: {image: x}}\n",
        ]
        #expect(Loading(files).problems() == ["1:36 file-not-found"])
    }
}
