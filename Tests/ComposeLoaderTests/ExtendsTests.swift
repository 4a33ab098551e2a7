import ComposeLoader
import ComposeModel
import Diagnostics
import OrderedCollections
import Testing

/// `extends`, in the same file and in another.
@Suite struct ExtendsTests {
    @Test func aServiceLiesOverItsBase() throws {
        let yaml = """
            services:
              base: {image: x, user: u, environment: {A: 1, B: 1}, ports: ['1:1'], command: [a]}
              a: {extends: base, environment: [B=2], ports: !override ['2:2'], command: b}
            """
        let service = try Loading(yaml).service()
        #expect(service.image == "x")
        #expect(service.user == "u")
        #expect(service.environment == ["A": "1", "B": "2"])
        #expect(service.ports == [Port(target: 2, published: 2)])
        #expect(service.command == ["b"])
        #expect(service.location.line == 3)
    }

    @Test func aChainOfBases() throws {
        let yaml = """
            services:
              a: {extends: {service: b}, hostname: a}
              b: {extends: c, hostname: b, user: b}
              c: {image: c, hostname: c, user: c, working_dir: /c}
            """
        let service = try Loading(yaml).service()
        #expect([service.image, service.hostname, service.user, service.workingDirectory] == ["c", "a", "b", "/c"])
    }

    @Test func aBaseInAnotherFileKeepsItsPaths() throws {
        let files = [
            "compose.yaml":
                "services: {a: {extends: {file: ../common/base.yaml, service: web}, volumes: ['./own:/own']}}\n",
            "/home/common/base.yaml":
                "services: {web: {extends: root, build: ., volumes: ['./d:/d']}, root: {user: r}}\n",
        ]
        let service = try Loading(files).service()
        #expect(service.user == "r")
        #expect(service.build?.context == "/home/common")
        #expect(
            service.volumes.map(\.source) == [
                .bind(path: "/home/common/d", createsHostPath: true),
                .bind(path: "/home/app/own", createsHostPath: true),
            ]
        )
    }

    @Test func problemsInTheBaseAreReportedThere() {
        let files = [
            "compose.yaml": "services:\n  a: {extends: {file: base.yaml, service: b}}\n",
            "base.yaml": "services:\n  b: {image: x, usr: y, depends_on: [c]}\n",
        ]
        #expect(Loading(files).problems() == ["base.yaml:2:17 unknown-key", "base.yaml:2:38 unknown-service"])
    }

    @Test func theRestOfABasesFileIsNotThisProjects() throws {
        let files = [
            "compose.yaml": """
            services:
              a: {extends: {file: base.yaml, service: b}}
              d: {extends: {file: base.yaml, service: c}}
            """,
            "base.yaml": """
            services:
              b: {image: x}
              c: {extends: b, user: u}
              other: {imge: y, ports: [z], command: "a ${MISSING:?no}"}
            networks: {n: {drver: d}}
            """,
        ]
        #expect(Loading(files).problems().isEmpty)
        #expect(try Loading(files).service("d").user == "u")
        #expect(try Loading(files).service("d").image == "x")
    }

    static let cases: [BadCase] = [
        BadCase("an unknown service", "services: {a: {extends: bse}, base: {image: x}}\n", "1:25 unknown-service"),
        BadCase("an unknown file", oneService("extends: {file: no.yaml, service: b}"), "4:21 file-not-found"),
        BadCase("no service", oneService("extends: {}"), "4:5 missing-key"),
        BadCase("itself", oneService("extends: a"), "4:14 extends-cycle"),
        BadCase(
            "a circle",
            "services:\n  a: {image: x, extends: b}\n  b: {extends: c}\n  c: {extends: a}\n",
            "4:16 extends-cycle"
        ),
    ]

    @Test(arguments: cases) func reports(_ bad: BadCase) { bad.check() }

    @Test func aCircleIsNamedAsAPath() {
        let yaml = "services:\n  a: {image: x, extends: b}\n  b: {extends: c}\n  c: {extends: a}\n"
        let diagnostic = Loading(yaml).diagnostics().first { $0.code == "extends-cycle" }
        #expect(diagnostic?.message == "services extend each other in a cycle: a → b → c → a")
        #expect(diagnostic?.notes.compactMap(\.location?.line) == [2, 3])
    }

    @Test func aCircleThroughAnotherFile() {
        let files = [
            "compose.yaml": "services: {a: {image: x, extends: {file: b.yaml, service: b}}}\n",
            "b.yaml": "services: {b: {extends: {file: compose.yaml, service: a}}}\n",
        ]
        #expect(Loading(files).problems().contains { $0.hasSuffix("extends-cycle") })
    }

    @Test func twoServicesExtendTheSameBase() throws {
        let yaml = "services: {base: {image: x, user: u}, a: {extends: base}, b: {extends: base, user: v}}\n"
        let project = try Loading(yaml).load().project
        #expect(project.services.values.map(\.user) == ["u", "u", "v"])
    }

    @Test func resetReachesBothTheBaseAndTheEarlierFile() throws {
        let files = [
            "1.yaml": oneService("ports: ['1:1']"),
            "2.yaml": "services: {base: {image: x, ports: ['2:2']}, a: {extends: base, ports: !reset []}}\n",
        ]
        #expect(try Loading(files, names: ["1.yaml", "2.yaml"]).service().ports.isEmpty)
    }
}
