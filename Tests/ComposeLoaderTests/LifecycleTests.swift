import ComposeLoader
import ComposeModel
import OrderedCollections
import Testing

/// How many there are of a service, what happens around its start and end, and while it runs.
@Suite struct LifecycleTests {
    @Test(arguments: [("user: a", 1), ("scale: 3", 3), ("deploy: {replicas: 2}", 2), ("scale: 0", 0)])
    func replicasComeFromBothPlaces(_ keys: String, _ expected: Int) throws {
        #expect(try Loading(oneService(keys)).service().replicas == expected)
    }

    @Test(
        arguments: [
            ("condition: none", .no), ("condition: on-failure", .onFailure(maxRetries: nil)),
            ("condition: on-failure, max_attempts: 3", .onFailure(maxRetries: 3)), ("condition: any", .always),
            ("delay: 5s", .always),
        ] as [(String, RestartPolicy)]
    )
    func aDeploymentsRestartPolicyGoesBeforeRestart(_ text: String, _ expected: RestartPolicy) throws {
        let loading = Loading(oneService("restart: unless-stopped\ndeploy: {restart_policy: {\(text)}}"))
        #expect(try loading.service().restart == expected)
    }

    @Test func hooksAreCommandsWithSurroundings() throws {
        let keys = """
            post_start:
              - {command: "a 'b c'", user: root, privileged: true, working_dir: /w, environment: [A=1, B]}
            pre_stop: [{command: [x]}]
            """
        let service = try Loading(oneService(keys)).service()
        var expected = LifecycleHook(command: ["a", "b c"])
        expected.user = "root"
        expected.isPrivileged = true
        expected.workingDirectory = "/w"
        expected.environment = ["A": "1", "B": nil]
        #expect(service.postStart == [expected])
        #expect(service.preStop == [LifecycleHook(command: ["x"])])
    }

    @Test func aStepIsAContainerLikeTheServicesButForWhatItSays() throws {
        let keys = """
            command: serve
            user: u
            environment: {A: service, B: service}
            env_file: s.env
            volumes: ["data:/d", "/h:/e"]
            networks: [n]
            ports: ["80:80"]
            depends_on: [b]
            post_start: [{command: x}]
            pre_start:
              - {command: migrate all, environment: {B: step, C: }, env_file: t.env}
              - {image: i, per_replica: true, user: v, volumes: ["/o:/e"], networks: [m]}
            """
        let more = "  b: {image: x}\nvolumes: {data: }\nnetworks: {n: , m: }\n"
        let files = ["compose.yaml": oneService(keys, more: more), "s.env": "S=1\nA=0", "t.env": "T=$S$A"]
        let steps = try Loading(files).service().preStart
        #expect(steps.map(\.runsPerReplica) == [false, true])
        let first = steps[0].definition
        #expect(first.command == ["migrate", "all"])
        #expect(first.image == "x" && first.user == "u" && first.name == "a")
        #expect(first.environment == ["S": "1", "A": "service", "T": "1service", "B": "step", "C": nil])
        #expect(first.volumes.map(\.target) == ["/d", "/e"])
        #expect(first.networks.keys == ["n"])
        #expect(first.ports.isEmpty && first.dependencies.isEmpty && first.postStart.isEmpty && first.preStart.isEmpty)
        let second = steps[1].definition
        #expect(second.command == ["serve"])
        #expect(second.image == "i" && second.user == "v")
        #expect(second.volumes.map(\.source) == [.volume("data"), .bind(path: "/o", createsHostPath: true)])
        #expect(second.networks.keys == ["n", "m"])
    }

    @Test func aStepIsWrittenAsComposeWritesItAndReadAgain() throws {
        let keys = "environment: {A: 1}\npre_start: [{command: [run], extra_hosts: ['h=1.1.1.1'], tmpfs: /t}]"
        let loaded = try Loading(oneService(keys)).load()
        let yaml = loaded.yaml()
        for text in ["image: x", "A: \"1\"", "default: null", "- h=1.1.1.1", "- /t"] {
            #expect(yaml.contains(text), "\(yaml)")
        }
        #expect(loaded.json().contains("\"entrypoint\": null,\n          \"environment\""))
        #expect(try Loading(yaml).load().yaml() == yaml)
        #expect(loaded.warnings.isEmpty)
    }

    @Test func whatOnlyAStepUsesStays() throws {
        let keys = "pre_start: [{command: a, volumes: ['data:/d'], secrets: [s], networks: [n]}]"
        let more = "volumes: {data: , other: }\nsecrets: {s: {file: f}, t: {file: f}}\nnetworks: {n: , m: }\n"
        let project = try Loading(oneService(keys, more: more)).load().project
        #expect(project.volumes.keys == ["data"])
        #expect(project.secrets.keys == ["s"])
        #expect(Set(project.networks.keys) == ["default", "n"])
    }

    @Test func stepsAreCheckedAsServicesAre() {
        let keys = "pre_start: [{command: 'a \"b', volumes: ['data:/d']}, {command: a, ports: [80]}]"
        let expected = ["4:27 bad-command", "4:45 unknown-volume", "4:71 unknown-key"]
        #expect(Loading(oneService(keys)).problems() == expected)
    }

    @Test func watchRulesSayWhatHappensWhenFilesChange() throws {
        let keys = """
            develop:
              watch:
                - {action: sync, path: ./src, target: /src, ignore: [a], include: "*.c", initial_sync: true}
                - {action: rebuild, path: package.json}
                - {action: sync+exec, path: x, target: /x, exec: {command: reload}}
            """
        let rules = try Loading(oneService(keys)).service().watch
        var sync = WatchRule(action: .sync, path: "/home/app/src", target: "/src")
        sync.ignore = ["a"]
        sync.include = ["*.c"]
        sync.syncsAtStart = true
        var exec = WatchRule(action: .syncAndExec, path: "/home/app/x", target: "/x")
        exec.exec = LifecycleHook(command: ["reload"])
        #expect(rules == [sync, WatchRule(action: .rebuild, path: "/home/app/package.json"), exec])
    }

    @Test func aProviderHasOptionsWithOneValueOrMore() throws {
        let yaml = "services: {a: {provider: {type: cloud, options: {size: 256, zone: [a, b], ssl: true}}}}"
        let provider = try Loading(yaml).service().provider
        #expect(provider == Provider(type: "cloud", options: ["size": ["256"], "zone": ["a", "b"], "ssl": ["true"]]))
    }

    @Test(arguments: [
        ("{o: q}", "{o: r}", ["r"]), ("{o: [q]}", "{o: [r]}", ["q", "r"]), ("{o: q}", "{o: [r]}", ["r"]),
    ])
    func aProvidersSingleOptionIsReplacedByALaterFile(_ base: String, _ over: String, _ expected: [String]) throws {
        let files = [
            "a.yaml": "services: {a: {provider: {type: c, options: \(base)}}}",
            "b.yaml": "services: {a: {provider: {type: c, options: \(over)}}}",
        ]
        let project = try Loading(files, names: ["a.yaml", "b.yaml"]).load().project
        #expect(project.services["a"]?.provider?.options["o"] == expected)
    }

    @Test func attachmentsToNetworksHaveOptions() throws {
        let keys = """
            networks:
              n:
                aliases: [a]
                ipv4_address: 10.0.0.2
                ipv6_address: "fd00::2"
                link_local_ips: [169.254.1.1]
                mac_address: "02:00:00:00:00:01"
                priority: 10
                gw_priority: 1
                interface_name: eth5
                driver_opts: {a: 1}
            """
        let top = "networks: {n: {attachable: true, enable_ipv6: true, ipam: {config: [{subnet: 10.0.0.0/8}]}}}\n"
        let loading = Loading(oneService(keys, more: top))
        var expected = NetworkAttachment(aliases: ["a"])
        expected.ipv4Address = "10.0.0.2"
        expected.ipv6Address = "fd00::2"
        expected.linkLocalAddresses = ["169.254.1.1"]
        expected.macAddress = "02:00:00:00:00:01"
        expected.priority = 10
        expected.gatewayPriority = 1
        expected.interfaceName = "eth5"
        expected.driverOptions = ["a": "1"]
        #expect(try loading.service().networks == ["n": expected])
        let network = try loading.load().project.networks["n"]
        #expect(network?.isAttachable == true)
        #expect(network?.enablesIPv6 == true)
        #expect(network?.addressing == NetworkAddressing(pools: [NetworkAddressing.Pool(subnet: "10.0.0.0/8")]))
    }

    @Test func aBuildHasAllThatABuilderTakes() throws {
        let keys = """
            build:
              dockerfile_inline: FROM x
              additional_contexts: [a=./a, b=docker-image://b]
              tags: [t]
              platforms: [linux/arm64]
              network: host
              extra_hosts: ["h=1.2.3.4"]
              secrets: [s]
              ssh: [default, k=./key]
              shm_size: 1m
              cache_from: [f]
              no_cache: true
              pull: true
            """
        let build = try #require(try Loading(oneService(keys, more: "secrets: {s: {file: f}}\n")).service().build)
        #expect(build.context == "/home/app")
        #expect(build.dockerfile == nil)
        #expect(build.dockerfileText == "FROM x")
        #expect(build.additionalContexts == ["a": "/home/app/a", "b": "docker-image://b"])
        #expect(build.tags == ["t"])
        #expect(build.platforms == ["linux/arm64"])
        #expect(build.steps.network == "host")
        #expect(build.steps.extraHosts == ["h": ["1.2.3.4"]])
        #expect(build.steps.secrets.map(\.source) == ["s"])
        #expect(build.steps.ssh == ["default": nil, "k": "/home/app/key"])
        #expect(build.steps.sharedMemoryBytes == 1 << 20)
        #expect(build.cache.sources == ["f"])
        #expect(build.cache.isDisabled && build.cache.pullsBases)
    }

    static let impossible: [BadCase] = [
        BadCase(
            "a network of its own and one that it joins",
            oneService("network_mode: host\nnetworks: [default]"),
            "4:19 conflicting-keys"
        ),
        BadCase("two numbers of replicas", oneService("scale: 2\ndeploy: {replicas: 3}"), "5:24 conflicting-keys"),
        BadCase("one name for two", oneService("scale: 2\ncontainer_name: cc"), "5:21 conflicting-keys"),
        BadCase(
            "two Dockerfiles",
            oneService("build: {dockerfile: a, dockerfile_inline: b}"),
            "4:47 conflicting-keys"
        ),
        BadCase(
            "a platform that is not built",
            oneService("platform: a\nbuild: {platforms: [b]}"),
            "4:15 conflicting-keys"
        ),
        BadCase("a copy to nowhere", oneService("develop: {watch: [{action: sync, path: .}]}"), "4:23 missing-key"),
        BadCase(
            "counted and named devices",
            oneService("gpus: [{count: 1, device_ids: ['0']}]"),
            "4:20 conflicting-keys"
        ),
        BadCase(
            "a number of devices that is none",
            oneService("gpus: [{count: many}]"),
            "4:20 bad-number"
        ),
        BadCase(
            "a hook without a command",
            oneService("post_start: [{user: a}]"),
            "4:18 missing-key"
        ),
        BadCase("a provider without a type", oneService("provider: {options: {}}"), "4:5 missing-key"),
        BadCase(
            "a build's unknown secret",
            oneService("build: {secrets: [s]}"),
            "4:23 unknown-secret"
        ),
        BadCase(
            "a device of four parts",
            oneService("devices: ['a:b:c:d']"),
            "4:15 bad-device"
        ),
    ]

    @Test(arguments: impossible) func whatCannotBeIsReported(_ bad: BadCase) { bad.check() }
}
