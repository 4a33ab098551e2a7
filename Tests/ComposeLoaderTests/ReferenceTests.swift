import Diagnostics
import Testing

/// Where one part of the project must fit to another.
@Suite struct ReferenceTests {
    static let cases: [BadCase] = [
        BadCase("no services", "name: a\n", "1:1 warning no-services"),
        BadCase("no image", "services: {a: {user: b}}\n", "1:12 missing-image"),
        BadCase("an empty image", "services: {a: {image: }}\n", "1:12 missing-image"),
        BadCase("an unknown dependency", oneService("depends_on: [b]"), "4:18 unknown-service"),
        BadCase(
            "an unknown dependency in long form",
            oneService("depends_on: {b: {condition: service_started}}"),
            "4:18 unknown-service"
        ),
        BadCase(
            "an unknown dependency that may be missing",
            oneService("depends_on: {b: {condition: service_started, required: false}}"),
            "4:18 warning unknown-service"
        ),
        BadCase("a dependency on itself", oneService("depends_on: [a]"), "4:18 self-dependency"),
        BadCase(
            "a dependency whose profile is off",
            oneService("depends_on: [b]", more: "  b: {image: x, profiles: [p]}\n"),
            "4:18 inactive-service"
        ),
        BadCase(
            "a dependency without a condition",
            oneService("depends_on: {b: {}}", more: "  b: {image: x}\n"),
            "4:18 missing-key"
        ),
        BadCase("an unknown volume", oneService("volumes: ['data:/d']"), "4:15 unknown-volume"),
        BadCase(
            "an unknown volume in long form",
            oneService("volumes: [{type: volume, source: data, target: /d}]"),
            "4:38 unknown-volume"
        ),
        BadCase("a bind without a source", oneService("volumes: [{type: bind, target: /d}]"), "4:15 missing-key"),
        BadCase("a mount without a target", oneService("volumes: [{type: tmpfs}]"), "4:15 missing-key"),
        BadCase("a mount without a type", oneService("volumes: [{source: /a, target: /d}]"), "4:15 missing-key"),
        BadCase(
            "a mount on a relative path",
            oneService("volumes: [{type: tmpfs, target: d}]"),
            "4:37 warning bad-volume"
        ),
        BadCase("a path in memory twice", oneService("tmpfs: [/t, '/t:size=1m']"), "4:17 mounted-twice"),
        BadCase(
            "a path in memory and as a volume",
            oneService("tmpfs: /t\nvolumes: ['/t']"),
            "5:15 mounted-twice"
        ),
        BadCase("an unknown network", oneService("networks: [front]"), "4:16 unknown-network"),
        BadCase(
            "an unknown network in long form",
            oneService("networks: {front: {aliases: [b]}}"),
            "4:16 unknown-network"
        ),
        BadCase("an unknown secret", oneService("secrets: [s]"), "4:15 unknown-secret"),
        BadCase("an unknown secret in long form", oneService("secrets: [{source: s}]"), "4:24 unknown-secret"),
        BadCase("a secret without a source", oneService("secrets: [{target: s}]"), "4:15 missing-key"),
        BadCase("an unknown config", oneService("configs: [c]"), "4:15 unknown-config"),
        BadCase("a secret of nothing", oneService("user: a", more: "secrets: {s: {}}\n"), "5:11 missing-key"),
        BadCase("a secret without a value", oneService("user: a", more: "secrets: {s: }\n"), "5:11 missing-key"),
        BadCase(
            "a secret of two sources",
            oneService("user: a", more: "secrets: {s: {file: a, environment: B}}\n"),
            "5:11 conflicting-keys"
        ),
        BadCase(
            "an external volume with a driver",
            oneService("user: a", more: "volumes: {v: {external: true, driver: d}}\n"),
            "5:31 conflicting-keys"
        ),
        BadCase(
            "an external network with a driver",
            oneService("networks: [n]", more: "networks: {n: {external: true, driver: d}}\n"),
            "5:32 warning conflicting-keys"
        ),
        BadCase(
            "an external secret of two sources",
            oneService("user: a", more: "secrets: {s: {external: true, file: a, environment: B}}\n"),
            "5:11 conflicting-keys",
            "5:31 warning conflicting-keys",
            "5:40 warning conflicting-keys"
        ),
        BadCase(
            "an external config with a template",
            oneService("configs: [c]", more: "configs: {c: {external: true, template_driver: t}}\n"),
            "5:31 warning ignored-key"
        ),
        BadCase("a port without a target", oneService("ports: [{published: 80}]"), "4:13 missing-key"),
        BadCase(
            "limits that differ",
            oneService("mem_limit: 1g\ndeploy: {resources: {limits: {memory: 2g}}}"),
            "5:43 conflicting-keys"
        ),
        BadCase("more replicas than can run", oneService("deploy: {replicas: 2000000000}"), "4:24 too-many-replicas"),
        BadCase("a scale that is too large", oneService("scale: 101"), "4:12 too-many-replicas"),
        BadCase("a ulimit without a hard limit", oneService("ulimits: {nofile: {soft: 1}}"), "4:15 missing-key"),
        BadCase(
            "one port for two services",
            "services:\n  a: {image: x, ports: ['80:80']}\n  b: {image: x, ports: ['80:81']}\n",
            "3:25 warning port-conflict"
        ),
        BadCase(
            "one port on all addresses and on one",
            "services:\n  a: {image: x, ports: ['127.0.0.1:80:80']}\n  b: {image: x, ports: ['80:81']}\n",
            "3:25 warning port-conflict"
        ),
        BadCase("one port twice in a service", oneService("ports: ['80:80', '80:81']"), "4:22 warning port-conflict"),
        BadCase(
            "a range that meets a port",
            "services:\n  a: {image: x, ports: ['80-90:80-90']}\n  b: {image: x, ports: ['85:1']}\n",
            "3:25 warning port-conflict"
        ),
        BadCase("a missing env file", oneService("env_file: a.env"), "4:15 file-not-found"),
        BadCase("a missing env file in long form", oneService("env_file: [{path: a.env}]"), "4:23 file-not-found"),
        BadCase("an env file without a path", oneService("env_file: [{required: true}]"), "4:16 missing-key"),
        BadCase(
            "a project name that is made to fit",
            "name: My App\n" + oneService("user: a"),
            "1:7 warning project-name"
        ),
        BadCase(
            "a project name of which nothing is left",
            "name: '#'\n" + oneService("user: a"),
            "1:7 bad-project-name"
        ),
        BadCase(
            "one container name for two services",
            "services:\n  a: {image: x, container_name: one}\n  b: {image: x, container_name: one}\n",
            "3:33 container-name-conflict"
        ),
        BadCase("a container name with a blank", oneService("container_name: a b"), "4:21 bad-name"),
        BadCase("a container name of one letter", oneService("container_name: a"), "4:21 bad-name"),
        BadCase(
            "a container name that only an engine refuses",
            oneService("container_name: my app"),
            "4:21 warning bad-name"
        ),
        BadCase(
            "an unknown model",
            oneService("models: [m]"),
            "4:5 warning ignored-key",
            "4:14 unknown-model"
        ),
        BadCase(
            "a model of nothing",
            oneService("user: a", more: "models: {m: {context_size: 1}}\n"),
            "5:1 warning ignored-key",
            "5:10 missing-key"
        ),
        BadCase(
            "a mount of no image",
            oneService("volumes: [{type: image, target: /d}]"),
            "4:15 warning missing-key"
        ),
    ]

    static let good: [BadCase] = [
        BadCase("one port over TCP and over UDP", oneService("ports: ['53:53', '53:53/udp']")),
        BadCase("one port on two addresses", oneService("ports: ['127.0.0.1:80:80', '127.0.0.2:80:80']")),
        BadCase("two free ports", oneService("ports: ['80', '80']")),
        BadCase("the same port twice", oneService("ports: ['80:80', '80:80']")),
        BadCase("any free port, twice", oneService("ports: ['0:80', '0:81']")),
        BadCase(
            "a container name of a service that is off",
            "services:\n  a: {image: x, container_name: one}\n  b: {image: x, container_name: one, profiles: [p]}\n"
        ),
        BadCase(
            "a port of a service that is off",
            "services:\n  a: {image: x, ports: ['80:80']}\n  b: {image: x, profiles: [p], ports: ['80:81']}\n"
        ),
        BadCase(
            "an optional dependency that is off",
            oneService(
                "depends_on: {b: {condition: service_started, required: false}}",
                more: "  b: {image: x, profiles: [p]}\n"
            )
        ),
        BadCase(
            "a dependency within a profile that is off",
            "services:\n  c: {image: x}\n  a: {image: x, profiles: [p], depends_on: [b]}\n  b: {image: x, profiles: [p]}\n"
        ),
        BadCase("the default network", oneService("networks: [default]")),
        BadCase(
            "an external network as Compose prints it",
            oneService("networks: [n]", more: "networks: {n: {name: m, external: true, ipam: {}}}\n")
        ),
        BadCase("an env file that may be missing", oneService("env_file: [{path: a.env, required: false}]")),
        BadCase("an external secret", oneService("secrets: [s]", more: "secrets: {s: {external: true}}\n")),
        BadCase("a native service without an image", oneService("x-cpadev: {native: {command: [a]}}").replacingImage),
        BadCase("limits that agree", oneService("mem_limit: 1g\ndeploy: {resources: {limits: {memory: 1024m}}}")),
    ]

    @Test(arguments: cases) func reports(_ bad: BadCase) { bad.check() }
    @Test(arguments: good) func accepts(_ good: BadCase) { good.check() }

    @Test func aPortConflictNotesTheFirstOwner() {
        let yaml = "services:\n  a: {image: x, ports: ['80:80']}\n  b: {image: x, ports: ['80:81']}\n"
        let diagnostic = Loading(yaml).diagnostics().first
        #expect(diagnostic?.notes.first?.location == SourceLocation(file: "compose.yaml", line: 2, column: 25))
    }

    @Test func aBadNameOfTheCallerHasNoPlace() {
        var loading = Loading(oneService("user: a"))
        loading.projectName = "Not Good"
        #expect(loading.problems() == ["- bad-project-name"])
        #expect(loading.diagnostics().first?.hint == "use 'notgood'")
    }

    @Test func noFilesIsAnError() {
        #expect(Loading([:], names: []).problems() == ["- no-files"])
    }

    @Test func aBrokenValueIsNotReportedAsMissingToo() {
        #expect(Loading("services: {a: {image: '${'}}\n").problems() == ["1:24 bad-interpolation"])
        #expect(Loading(oneService("ports: [{target: x}]")).problems() == ["4:22 wrong-type"])
    }
}

extension String {
    fileprivate var replacingImage: String {
        split(separator: "\n").filter { !$0.contains("image: x") }.joined(separator: "\n") + "\n"
    }
}
