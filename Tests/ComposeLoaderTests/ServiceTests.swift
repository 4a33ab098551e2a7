import ComposeLoader
import ComposeModel
import Diagnostics
import OrderedCollections
import Testing

/// What the keys of a service mean.
@Suite struct ServiceTests {
    @Test func anAlmostEmptyServiceHasTheDefaults() throws {
        let service = try Loading("services: {a: {image: x}}\n").service()
        var expected = Service(name: "a", location: SourceLocation(file: "compose.yaml", line: 1, column: 12))
        expected.image = "x"
        expected.networks = ["default": NetworkAttachment()]
        #expect(service == expected)
    }

    @Test func buildHasAShortAndALongForm() throws {
        var short = Build(context: "/home/b")
        short.dockerfile = "Dockerfile"
        #expect(try Loading(oneService("build: ../b")).service().build == short)
        let long = "build: {context: ., dockerfile: D, args: [A=1, B, C], target: t, labels: {l: 1}}"
        var expected = Build(context: "/home/app")
        expected.dockerfile = "D"
        expected.arguments = ["A": "1", "B": "from outside"]
        expected.target = "t"
        expected.labels = ["l": "1"]
        #expect(try Loading(oneService(long), environment: ["B": "from outside"]).service().build == expected)
        let url = "https://example.com/a.git#main"
        #expect(try Loading(oneService("build: \(url)")).service().build?.context == url)
    }

    @Test(arguments: [
        ("a b 'c d'", ["a", "b", "c d"]), ("[a, 'b c']", ["a", "b c"]), ("[]", []), ("''", []), ("~", nil),
    ])
    func commandAndEntrypointAreWordsOrALine(_ text: String, _ expected: [String]?) throws {
        let service = try Loading(oneService("command: \(text)\nentrypoint: \(text)")).service()
        #expect(service.command == expected)
        #expect(service.entrypoint == expected)
    }

    @Test func dependenciesHaveAShortAndALongForm() throws {
        let more = "  b: {image: x}\n  c: {image: x}\n"
        let short = try Loading(oneService("depends_on: [b, c]", more: more)).service()
        #expect(short.dependencies.map(\.service) == ["b", "c"])
        #expect(short.dependencies.allSatisfy { $0.condition == .started && $0.isRequired && !$0.restart })
        #expect(short.dependencies.first?.location == SourceLocation(file: "compose.yaml", line: 4, column: 18))

        let long = """
            depends_on:
              b: {condition: service_healthy, required: false, restart: true}
              c: {condition: service_completed_successfully}
            """
        let service = try Loading(oneService(long, more: more)).service()
        let expected = [
            Dependency(
                service: "b",
                condition: .healthy,
                isRequired: false,
                restart: true,
                location: SourceLocation(file: "compose.yaml", line: 5, column: 7)
            ),
            Dependency(
                service: "c",
                condition: .completedSuccessfully,
                location: SourceLocation(file: "compose.yaml", line: 6, column: 7)
            ),
        ]
        #expect(service.dependencies == expected)
    }

    @Test(arguments: [
        ("{test: curl -f x}", Healthcheck.Test.shell("curl -f x")),
        ("{test: [CMD, curl, -f]}", .command(["curl", "-f"])),
        ("{test: [CMD-SHELL, curl -f]}", .shell("curl -f")),
        ("{test: [NONE]}", .disabled),
        ("{disable: true}", .disabled),
        ("{test: a, disable: yes}", .disabled),
        ("{interval: 1s}", nil),
    ])
    func healthTestsHaveManyForms(_ text: String, _ expected: Healthcheck.Test?) throws {
        #expect(try Loading(oneService("healthcheck: \(text)")).service().healthcheck?.test == expected)
    }

    @Test func healthchecksHaveTimes() throws {
        let text =
            "healthcheck: {test: a, interval: 5s, timeout: 2s, retries: 9, start_period: 1m, start_interval: 100ms}"
        let expected = Healthcheck(
            test: .shell("a"),
            interval: .seconds(5),
            timeout: .seconds(2),
            retries: 9,
            startPeriod: .seconds(60),
            startInterval: .milliseconds(100)
        )
        #expect(try Loading(oneService(text)).service().healthcheck == expected)
    }

    @Test func restartAndStop() throws {
        let service = try Loading(oneService("restart: on-failure:3\nstop_signal: INT\nstop_grace_period: 1m30s"))
            .service()
        #expect(service.restart == .onFailure(maxRetries: 3))
        #expect(service.stopSignal == Signal("SIGINT"))
        #expect(service.stopGracePeriod == .seconds(90))
    }

    @Test func aRestartOfNoNeedsNoQuotes() throws {
        #expect(try Loading(oneService("restart: no")).service().restart == .no)
    }

    @Test func limitsComeFromBothPlaces() throws {
        let short = try Loading(oneService("mem_limit: 512m\ncpus: 1.5\npids_limit: 100")).service().resources
        #expect(short == Resources(memoryBytes: 512 << 20, cpus: 1.5, pids: 100))
        let long = "deploy: {resources: {limits: {memory: 512m, cpus: '1.5', pids: 100}}}"
        #expect(try Loading(oneService(long)).service().resources == short)
        #expect(try Loading(oneService("mem_limit: 1000")).service().resources.memoryBytes == 1000)
    }

    @Test func networksHaveAShortAndALongForm() throws {
        let top = "networks: {front: , back: {driver: bridge, internal: true}, theirs: {external: true, name: n}}\n"
        let short = try Loading(oneService("networks: [front, back]", more: top)).service()
        #expect(short.networks == ["front": NetworkAttachment(), "back": NetworkAttachment()])
        let long = Loading(oneService("networks: {front: {aliases: [b, c]}, back: , theirs: }", more: top))
        #expect(try long.service().networks.mapValues(\.aliases) == ["front": ["b", "c"], "back": [], "theirs": []])
        let networks = try long.load().project.networks
        #expect(networks["back"] == Network(driver: "bridge", isInternal: true))
        #expect(networks["theirs"] == Network(name: "n", external: true))
        #expect(networks["default"] == nil)
    }

    @Test func theDefaultNetworkIsThereWhereItIsUsed() throws {
        let project = try Loading(oneService("user: a")).load().project
        #expect(project.networks == ["default": Network()])
        #expect(project.services["a"]?.networks == ["default": NetworkAttachment()])
    }

    @Test(arguments: [
        "['h=1.2.3.4', 'v6=::1', 'h=5.6.7.8']", "['h:1.2.3.4', 'v6:[::1]', 'h:5.6.7.8']",
        "{h: [1.2.3.4, 5.6.7.8], v6: '[::1]'}",
        "['h=1.2.3.4,5.6.7.8', 'v6=[::1]']",
    ])
    func extraHostsHaveManyForms(_ text: String) throws {
        let hosts = try Loading(oneService("extra_hosts: \(text)")).service().extraHosts
        #expect(hosts.unorderedCopy == ["h": ["1.2.3.4", "5.6.7.8"], "v6": ["::1"]])
    }

    @Test func bothFormsOfLabelsSayTheSame() throws {
        let list = try Loading(oneService("labels: [a=1, b]")).service().labels
        #expect(list == ["a": "1", "b": ""])
        #expect(try Loading(oneService("labels: {a: 1, b: }")).service().labels == list)
    }

    @Test func theSmallKeys() throws {
        let keys = """
            working_dir: /w
            user: "1000:1000"
            hostname: h
            container_name: cc
            init: true
            tmpfs: /run
            expose: [80, "90-91/udp"]
            profiles: [p]
            ulimits: {nproc: 65535, nofile: {soft: 10, hard: 20}}
            """
        var loading = Loading(oneService(keys))
        loading.profiles = ["p"]
        let service = try loading.service()
        #expect(service.workingDirectory == "/w")
        #expect(service.user == "1000:1000")
        #expect(service.hostname == "h")
        #expect(service.containerName == "cc")
        #expect(service.usesInit == true)
        #expect(service.tmpfs == ["/run"])
        #expect(service.expose == ["80", "90-91/udp"])
        #expect(service.profiles == ["p"])
        #expect(service.ulimits == ["nproc": Ulimit(soft: 65535, hard: 65535), "nofile": Ulimit(soft: 10, hard: 20)])
    }

    @Test func secretsAndConfigs() throws {
        let keys = "secrets: [s, {source: t, target: /t, mode: 0400}, u, v]\nconfigs: [c]"
        let top = """
            secrets:
              s: {file: ./s.txt}
              t: {environment: TOKEN}
              u: {external: true}
              v: {external: true, name: w}
            configs:
              c: {content: "a: b"}
            """
        let loading = Loading(oneService(keys, more: top))
        let service = try loading.service()
        #expect(
            service.secrets == [
                FileObjectMount(source: "s", target: "/run/secrets/s"),
                FileObjectMount(source: "t", target: "/t", mode: 0o400),
                FileObjectMount(source: "u", target: "/run/secrets/u"),
                FileObjectMount(source: "v", target: "/run/secrets/v"),
            ]
        )
        #expect(service.configs == [FileObjectMount(source: "c")])
        let project = try loading.load().project
        #expect(
            project.secrets.mapValues(\.source) == [
                "s": .file("/home/app/s.txt"), "t": .environment("TOKEN"), "u": .external(name: "u"),
                "v": .external(name: "w"),
            ]
        )
        #expect(project.configs["c"]?.source == .content("a: b"))
    }
}

extension OrderedDictionary {
    fileprivate var unorderedCopy: [Key: Value] { Dictionary(uniqueKeysWithValues: map { ($0.key, $0.value) }) }
}
