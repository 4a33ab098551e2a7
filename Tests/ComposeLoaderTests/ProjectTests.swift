import ComposeLoader
import ComposeModel
import Diagnostics
import OrderedCollections
import Testing

/// The project itself: its name, its directory, its profiles, its output.
@Suite struct ProjectTests {
    // MARK: Name

    @Test func theNameComesFromFourPlaces() throws {
        var loading = Loading(["compose.yaml": oneService("user: a")])
        #expect(try loading.load().project.name == "app")
        loading.files["compose.yaml"] = "name: from-$WHERE\n" + oneService("user: a")
        loading.environment = ["WHERE": "file"]
        #expect(try loading.load().project.name == "from-file")
        loading.files[".env"] = "COMPOSE_PROJECT_NAME=from-env"
        #expect(try loading.load().project.name == "from-env")
        loading.projectName = "from-caller"
        #expect(try loading.load().project.name == "from-caller")
    }

    @Test(arguments: [("/home/My App", "myapp"), ("/home/_x.y-z", "xy-z"), ("/", "default"), ("/Ä", "default")])
    func aDirectorysNameIsMadeToFit(_ directory: String, _ expected: String) throws {
        var loading = Loading(oneService("user: a"))
        loading.projectDirectory = directory
        let project = try loading.load().project
        #expect(project.name == expected)
        #expect(project.directory == directory)
    }

    @Test func theProjectDirectoryMovesAllPaths() throws {
        var loading = Loading([
            "compose.yaml": oneService("build: ./b\nextends: {file: base.yaml, service: b}\nuser: $A"),
            "/elsewhere/.env": "A=moved",
            "/elsewhere/base.yaml": "services: {b: {hostname: h}}\n",
        ])
        loading.projectDirectory = "/elsewhere"
        let service = try loading.service()
        #expect(service.build?.context == "/elsewhere/b")
        #expect(service.user == "moved")
        #expect(service.hostname == "h")
    }

    @Test func filesAndVariablesAreKept() throws {
        let files = ["compose.yaml": oneService("user: a"), "sub/over.yaml": "x-a: 1\n", ".env": "A=1"]
        let project = try Loading(files, names: ["compose.yaml", "sub/over.yaml"], environment: ["B": "2"]).load()
            .project
        #expect(project.files == ["/home/app/compose.yaml", "/home/app/sub/over.yaml"])
        #expect(project.environment == ["A": "1", "B": "2", "COMPOSE_PROJECT_NAME": "app", "PWD": "/home/app"])
    }

    // MARK: Profiles

    private static let profiled = """
        services:
          a: {image: x}
          b: {image: x, profiles: [p]}
          c: {image: x, profiles: [p, q]}
        """

    @Test(arguments: [
        ([], "", ["a"]), (["p"], "", ["a", "b", "c"]), (["q"], "", ["a", "c"]), (["*"], "", ["a", "b", "c"]),
        ([], "q,r", ["a", "c"]),
        (["none"], "", ["a"]),
    ])
    func profilesChooseServices(_ profiles: [String], _ variable: String, _ expected: [String]) throws {
        var loading = Loading(Self.profiled, environment: ["COMPOSE_PROFILES": variable])
        loading.profiles = profiles
        let project = try loading.load().project
        #expect(Array(project.services.keys) == expected)
        #expect(Set(project.inactiveServices.keys) == Set(["a", "b", "c"]).subtracting(expected))
    }

    @Test(arguments: [("", true), ("q,", true), ("q", false)])
    func aProfileWithoutANameIsActiveIfTheVariableIsEmpty(_ variable: String, _ isActive: Bool) throws {
        let yaml = oneService("profiles: ['${P:-}']")
        let project = try Loading(yaml, environment: ["COMPOSE_PROFILES": variable]).load().project
        #expect((project.services["a"] != nil) == isActive)
    }

    @Test func servicesThatAreOffKeepTheirProfiles() throws {
        #expect(try Loading(Self.profiled).load().project.inactiveServices == ["b": ["p"], "c": ["p", "q"]])
    }

    @Test func servicesThatAreOffAreCheckedAllTheSame() {
        #expect(
            Loading(oneService("user: a", more: "  b: {image: x, profiles: [p], usr: u}\n")).problems() == [
                "5:32 unknown-key"
            ]
        )
    }

    @Test func aDependencyThatIsOffIsLeftOut() throws {
        let keys = "depends_on: {b: {condition: service_started, required: false}}"
        #expect(try Loading(oneService(keys, more: "  b: {image: x, profiles: [p]}\n")).service().dependencies.isEmpty)
    }

    // MARK: Output

    @Test func theOutputIsCanonicalAndKeepsWhatIsNotModelled() throws {
        let yaml = """
            version: "3"
            services:
              a:
                image: "${TAG:-x}"
                command: echo "$$HOME"
                ports: ["8080:80"]
                environment: [A=1, B]
                tty: true
                x-mine: {b: [1, "1", 1.5, ~, true, "true", {c: d}]}
              off: {image: x, profiles: [p]}
            """
        let expected = """
            name: app
            services:
              a:
                image: x
                command:
                  - echo
                  - $$HOME
                ports:
                  - target: 80
                    published: "8080"
                    protocol: tcp
                    mode: ingress
                environment:
                  A: "1"
                  B: null
                tty: true
                x-mine:
                  b:
                    - 1
                    - "1"
                    - 1.5
                    - null
                    - true
                    - "true"
                    - c: d
                networks:
                  default: null
            networks:
              default:
                name: app_default

            """
        #expect(try Loading(yaml).load().yaml() == expected)
    }

    @Test func theJSONOutputIsSortedAndTyped() throws {
        let yaml = oneService("pids_limit: 7\ncpus: 1.5\ninit: yes\nlabels: {b: \"q\\\"\\\\\\n\\x01\", a: $$x}")
        let expected = """
            {
              "name": "app",
              "networks": {
                "default": {
                  "ipam": {},
                  "name": "app_default"
                }
              },
              "services": {
                "a": {
                  "command": null,
                  "cpus": 1.5,
                  "entrypoint": null,
                  "image": "x",
                  "init": true,
                  "labels": {
                    "a": "$$x",
                    "b": "q\\"\\\\\\n\\u0001"
                  },
                  "networks": {
                    "default": null
                  },
                  "pids_limit": 7
                }
              }
            }

            """
        #expect(try Loading(yaml).load().json() == expected)
    }

    @Test(arguments: [
        "", " ", "~", "no", "1", "0x1", "a: b", "a #b", "- a", "#a", "'", "\"", "ä", "<<", ".inf", ".NaN", "a:", "*a",
        "!a", "$A", "{a",
    ])
    func everyTextSurvivesTheOutput(_ text: String) throws {
        let quoted = "\"" + text.map { "\"\\$".contains($0) ? "\\\($0)" : "\($0)" }.joined() + "\""
        let yaml = oneService("labels: {k: \(quoted.replacingDollars)}")
        let loaded = try Loading(yaml).load()
        let again = try Loading(loaded.yaml()).service()
        #expect(again.labels["k"] == text)
    }

    @Test(arguments: [".inf", ".NaN"]) func textThatOtherParsersReadAsANumberIsQuoted(_ text: String) throws {
        let loaded = try Loading(oneService("labels: {k: \"\(text)\"}")).load()
        #expect(loaded.yaml().contains("k: \"\(text)\""))
    }
}

extension String {
    /// For a file in which the text stands for itself.
    fileprivate var replacingDollars: String {
        map { $0 == "$" ? "$$" : "\($0)" }.joined().split(separator: "\\$").joined(separator: "$")
    }
}
