import ComposeLoader
import ComposeModel
import Diagnostics
import OrderedCollections
import Testing

/// Several files, by the rules of the specification's chapter "Merge".
@Suite struct MergeTests {
    private func merged(_ base: String, _ over: String) -> Loading {
        Loading(
            ["compose.yaml": oneService(base, more: Self.top), "over.yaml": "services:\n  a:\n" + over.indented],
            names: ["compose.yaml", "over.yaml"]
        )
    }

    private static let top = """
          b: {image: x}
          c: {image: x}
        volumes: {data: , other: }
        networks: {n: , m: }
        secrets: {s: {file: f}, t: {file: g}}
        """

    @Test func mappingsAreMergedAndScalarsReplaced() throws {
        let service = try merged(
            "user: a\nhostname: h\nhealthcheck: {interval: 1s, retries: 2}",
            "user: b\nhealthcheck: {retries: 5}"
        ).service()
        #expect(service.user == "b")
        #expect(service.hostname == "h")
        #expect(service.healthcheck?.interval == .seconds(1))
        #expect(service.healthcheck?.retries == 5)
        #expect(service.image == "x")
    }

    @Test func listsAreAppended() throws {
        #expect(try merged("expose: [80]", "expose: [81, 80]").service().expose == ["80", "81"])
        #expect(try merged("tmpfs: /a", "tmpfs: [/b]").service().tmpfs == ["/a", "/b"])
    }

    @Test(
        arguments: [
            "post_start: [{command: [run]}]", "pre_stop: [{command: [run]}]", "pre_start: [{command: [run]}]",
            "volumes_from: [b]", "security_opt: ['a:b']", "group_add: ['7']", "external_links: ['c:d']",
            "device_cgroup_rules: ['c 1:3 mr']", "ports: [3000]", "ports: ['80:80']", "cap_add: [A]", "cap_drop: [A]",
            "dns: 1.1.1.1", "dns_opt: [o]", "expose: [80]", "links: [b]", "tmpfs: /t", "label_file: [l]",
            "volumes: ['/d']", "devices: ['/dev/a']", "configs: [k]", "secrets: [s]", "gpus: [{driver: d, count: 1}]",
            "deploy: {placement: {constraints: [k], preferences: [{spread: z}]}}",
            "deploy: {resources: {reservations: {devices: [{capabilities: [gpu], count: 1}]}}}",
            "develop: {watch: [{path: s, action: rebuild}]}", "blkio_config: {device_read_bps: [{path: /d, rate: 1}]}",
            "build: {context: ., cache_from: [k], tags: [t], platforms: [p], entitlements: [e], secrets: [s]}",
            "networks: {n: {aliases: [z], link_local_ips: [169.254.1.1]}}",
        ]
    )
    func whatALaterFileSaysAgainCountsOnce(_ keys: String) throws {
        let more = Self.top + "\nconfigs: {k: {content: x}}\n"
        let once = ["compose.yaml": oneService(keys, more: more), "l": "a=b"]
        var twice = once
        twice["over.yaml"] = "services:\n  a:\n" + keys.indented
        // Which key stands first depends on the file that has it.
        let expected = try Loading(once).load().json()
        #expect(try Loading(twice, names: ["compose.yaml", "over.yaml"]).load().json() == expected)
        let extending = Loading([
            "compose.yaml": oneService("extends: {file: base.yaml, service: a}\n" + keys, more: more), "l": "a=b",
            "base.yaml": "services:\n  a:\n    image: x\n" + keys.indented,
        ])
        #expect(try extending.load().json() == expected)
    }

    @Test func whatOneListSaysTwiceStays() throws {
        #expect(try merged("command: [a]", "command: [b, b]").service().command == ["b", "b"])
        let hooks = try Loading(oneService("post_start: [{command: [a]}, {command: [a]}]")).service().postStart
        #expect(hooks.count == 2)
    }

    @Test func commandsAreReplaced() throws {
        let base = "command: [a, b]\nentrypoint: [c]\nhealthcheck: {test: [CMD, d, e]}"
        let service = try merged(base, "command: f\nentrypoint: [g]\nhealthcheck: {test: h}").service()
        #expect(service.command == ["f"])
        #expect(service.entrypoint == ["g"])
        #expect(service.healthcheck?.test == .shell("h"))
    }

    @Test func anEmptyCommandIsTheImagesOwnAgain() throws {
        #expect(try merged("command: [a]", "command:").service().command == nil)
    }

    @Test(arguments: [("[A=1, B=1]", "{B: 2, C: 3}"), ("{A: 1, B: 1}", "[B=2, C=3]"), ("[A=1, B=1]", "[B=2, C=3]")])
    func environmentAndLabelsAreMergedByKeyInAnyForm(_ base: String, _ over: String) throws {
        let service = try merged("environment: \(base)\nlabels: \(base)", "environment: \(over)\nlabels: \(over)")
            .service()
        #expect(service.environment == ["A": "1", "B": "2", "C": "3"])
        #expect(service.labels == ["A": "1", "B": "2", "C": "3"])
    }

    @Test func anEmptyVariableTakesTheProjectsValueInstead() throws {
        var loading = merged("environment: {A: 1, B: 1}", "environment: [A, B]")
        loading.environment = ["A": "caller"]
        #expect(try loading.service().environment == ["A": "caller", "B": nil])
    }

    @Test func portsAreUniqueByAddressNumbersAndProtocol() throws {
        let base = "ports: ['80:80', '127.0.0.1:81:81', '53:53']"
        let over = "ports: [{target: 80, published: 80}, '82:80', '53:53/udp', '127.0.0.1:81:81']"
        let expected = [
            Port(target: 80, published: 80), Port(target: 81, published: 81, hostIP: "127.0.0.1"),
            Port(target: 53, published: 53), Port(target: 80, published: 82),
            Port(target: 53, published: 53, transport: .udp),
        ]
        #expect(try merged(base, over).service().ports == expected)
    }

    @Test func volumesAreUniqueByTarget() throws {
        let service = try merged("volumes: ['data:/home', 'data:/d']", "volumes: ['other:/home:ro', '/e']").service()
        let expected = [
            Mount(source: .volume("other"), target: "/home", isReadOnly: true),
            Mount(source: .volume("data"), target: "/d"),
            Mount(source: .anonymous, target: "/e"),
        ]
        #expect(service.volumes == expected)
    }

    @Test func secretsAreUniqueByTarget() throws {
        let service = try merged("secrets: [s]", "secrets: [{source: t, target: s}, {source: t}]").service()
        let expected = [
            FileObjectMount(source: "t", target: "s"), FileObjectMount(source: "t", target: "/run/secrets/t"),
        ]
        #expect(service.secrets == expected)
    }

    @Test func dependenciesAreMergedByNameInAnyForm() throws {
        let service = try merged(
            "depends_on: [b]",
            "depends_on: {b: {condition: service_healthy}, c: {condition: service_started}}"
        )
        .service()
        #expect(service.dependencies.map(\.service) == ["b", "c"])
        #expect(service.dependencies.map(\.condition) == [.healthy, .started])
    }

    @Test func aPartOfADependencyMayBeOverridden() throws {
        let over = "depends_on: {b: {required: false}}"
        let service = try merged("depends_on: {b: {condition: service_healthy}}", over).service()
        #expect(service.dependencies.first?.condition == .healthy)
        #expect(service.dependencies.first?.isRequired == false)
    }

    @Test func networksAreMergedByNameInAnyForm() throws {
        let service = try merged("networks: [n]", "networks: {n: {aliases: [x]}, m: }").service()
        #expect(service.networks == ["n": NetworkAttachment(aliases: ["x"]), "m": NetworkAttachment()])
        #expect(
            try merged("networks: {n: {aliases: [x]}}", "networks: [n]").service().networks == [
                "n": NetworkAttachment(aliases: ["x"])
            ]
        )
    }

    @Test func buildIsMergedInAnyForm() throws {
        let build = try merged("build: ./b", "build: {target: t}").service().build
        #expect(build?.context == "/home/app/b")
        #expect(build?.target == "t")
    }

    @Test func extraHostsGetMoreAddresses() throws {
        let service = try merged("extra_hosts: ['h=1.1.1.1']", "extra_hosts: {h: 2.2.2.2, i: 3.3.3.3}").service()
        #expect(service.extraHosts == ["h": ["1.1.1.1", "2.2.2.2"], "i": ["3.3.3.3"]])
    }

    @Test func aUlimitIsReplaced() throws {
        let service = try merged("ulimits: {nofile: {soft: 1, hard: 2}}", "ulimits: {nofile: 5}").service()
        #expect(service.ulimits == ["nofile": Ulimit(soft: 5, hard: 5)])
    }

    @Test func aProbeIsReplaced() throws {
        let service = try merged("x-cpadev: {probe: {tcp: 1}, open: u}", "x-cpadev: {probe: {redis: 2}}").service()
        #expect(service.settings.probe == .redis(port: 2, password: nil))
        #expect(service.settings.open == "u")
    }

    @Test func resetTakesAnAttributeAway() throws {
        let base = "ports: ['80:80']\nuser: a\nenvironment: {A: 1, B: 1}\nhealthcheck: {test: a}"
        let over = "ports: !reset []\nuser: !reset null\nenvironment: {A: !reset null}\nhealthcheck: !reset {}"
        let service = try merged(base, over).service()
        #expect(service.ports.isEmpty)
        #expect(service.user == nil)
        #expect(service.environment == ["B": "1"])
        #expect(service.healthcheck == nil)
    }

    @Test func overrideReplacesInsteadOfMerging() throws {
        let base = "ports: ['80:80']\nenvironment: {A: 1}"
        let service = try merged(base, "ports: !override ['81:81']\nenvironment: !override {B: 2}").service()
        #expect(service.ports == [Port(target: 81, published: 81)])
        #expect(service.environment == ["B": "2"])
    }

    @Test func aServiceCanBeTakenAway() throws {
        let files = [
            "compose.yaml": "services: {a: {image: x}, b: {image: x}}\n", "over.yaml": "services: {b: !reset null}\n",
        ]
        let project = try Loading(files, names: ["compose.yaml", "over.yaml"]).load().project
        #expect(Array(project.services.keys) == ["a"])
    }

    @Test func aThirdFileStartsFromWhatTheSecondTookAway() throws {
        let files = [
            "1.yaml": oneService("ports: ['1:1']\nexpose: [1]"),
            "2.yaml": oneService("ports: !reset []\nexpose: !override [2]"),
            "3.yaml": oneService("ports: ['3:3']\nexpose: [3]"),
        ]
        let service = try Loading(files, names: ["1.yaml", "2.yaml", "3.yaml"]).service()
        #expect(service.ports == [Port(target: 3, published: 3)])
        #expect(service.expose == ["2", "3"])
    }

    @Test func placesKeepTheirFiles() {
        let loading = merged("depends_on: [b]", "volumes: ['no:/d']\nmem_limit: x")
        #expect(loading.problems() == ["over.yaml:3:15 unknown-volume", "over.yaml:4:16 bad-size"])
    }

    @Test func problemsOfAllFilesAreReportedInOneGo() {
        let files = [
            "compose.yaml": "services: {a: {imge: x}}\n", "over.yaml": "services: [\n", "more.yaml": "foo: 1\n",
        ]
        let loading = Loading(files, names: ["compose.yaml", "over.yaml", "more.yaml", "no.yaml"])
        let expected = [
            "1:16 unknown-key", "more.yaml:1:1 unknown-key", "no.yaml:1:1 file-not-found", "over.yaml:2:1 yaml-syntax",
        ]
        #expect(loading.problems() == expected)
    }

    @Test func theLastNameWins() throws {
        let files = ["1.yaml": "name: one\n" + oneService("user: a"), "2.yaml": "name: two\n"]
        #expect(try Loading(files, names: ["1.yaml", "2.yaml"]).load().project.name == "two")
    }

    @Test func relativePathsStartFromTheFirstFile() throws {
        let files = ["compose.yaml": oneService("user: a"), "sub/over.yaml": oneService("volumes: ['./d:/d']")]
        let service = try Loading(files, names: ["compose.yaml", "sub/over.yaml"]).service()
        #expect(service.volumes.first?.source == .bind(path: "/home/app/d", createsHostPath: true))
    }

    @Test func documentsOfOneFileAreMergedInOrder() throws {
        let yaml = "services: {a: {image: x, ports: ['1:1']}}\n---\n---\nservices: {a: {image: y, ports: ['2:2']}}\n"
        let service = try Loading(yaml).service()
        #expect(service.image == "y")
        #expect(service.ports.map(\.target) == [1, 2])
        let anchored = "x-a: &a {image: x}\nservices: {a: {<<: *a}}\n---\nservices: {b: *a}\n"
        #expect(Loading(anchored).problems() == ["4:15 unknown-anchor"])
    }

    @Test func addressesOfANetworkAreMergedBySubnet() throws {
        let service = "services: {a: {image: x, networks: [n]}}\n"
        let base =
            service + "networks: {n: {ipam: {config: [{subnet: 10.0.0.0/8, gateway: 10.0.0.1}, {subnet: 11.0.0.0/8}]}}}"
        let over =
            "networks: {n: {ipam: {config: [{subnet: 10.0.0.0/8, ip_range: 10.1.0.0/16}, {subnet: 12.0.0.0/8}]}}}"
        let files = ["compose.yaml": base, "over.yaml": over]
        let project = try Loading(files, names: ["compose.yaml", "over.yaml"]).load().project
        #expect(
            project.networks["n"]?.addressing?.pools == [
                NetworkAddressing.Pool(subnet: "10.0.0.0/8", range: "10.1.0.0/16", gateway: "10.0.0.1"),
                NetworkAddressing.Pool(subnet: "12.0.0.0/8"),
            ]
        )
    }

    @Test func whatNoActiveServiceUsesIsLeftOut() throws {
        let yaml = """
            services:
              a: {image: x, volumes: ["used:/u"], networks: [net], secrets: [s], configs: [c]}
              b: {image: x, profiles: [p], volumes: ["later:/l"]}
            volumes: {used: , later: , never: }
            networks: {net: , other: }
            secrets: {s: {file: s}, t: {file: t}}
            configs: {c: {content: c}, d: {content: d}}
            """
        var loading = Loading(yaml)
        let project = try loading.load().project
        #expect(project.volumes.keys == ["used"])
        #expect(project.networks.keys == ["net"])
        #expect(project.secrets.keys == ["s"])
        #expect(project.configs.keys == ["c"])
        loading.profiles = ["p"]
        #expect(try loading.load().project.volumes.keys == ["used", "later"])
    }

    @Test func linksSharedNamespacesAndOthersVolumesAreDependencies() throws {
        let yaml = """
            services:
              a: {image: x, links: ["b:c"], network_mode: "service:d", volumes_from: ["e:ro", "container:f"]}
              b: {image: x}
              d: {image: x}
              e: {image: x}
            """
        let dependencies = try Loading(yaml).service().dependencies
        #expect(dependencies.map(\.service) == ["b", "d", "e"])
        #expect(dependencies.map(\.restart) == [true, true, false])
        #expect(dependencies.allSatisfy { $0.condition == .started && $0.isRequired })
        #expect(Loading(oneService("links: [nope]")).problems() == ["4:13 unknown-service"])
    }
}

extension String {
    fileprivate var indented: String { split(separator: "\n").map { "    \($0)\n" }.joined() }
}
