import Diagnostics
import Testing

/// Keys and types: each case lists everything that must be reported.
@Suite struct SchemaTests {
    static let keys: [BadCase] = [
        BadCase("at the top level", "servces: {}\nservices: {a: {image: x}}\n", "1:1 unknown-key"),
        BadCase("in a service", oneService("imge: y"), "4:5 unknown-key"),
        BadCase("in build", oneService("build: {contxt: .}"), "4:13 unknown-key"),
        BadCase("in a healthcheck", oneService("healthcheck: {intervall: 1s}"), "4:19 unknown-key"),
        BadCase("in a port", oneService("ports: [{target: 1, publishd: 2}]"), "4:25 unknown-key"),
        BadCase("in a mount", oneService("volumes: [{type: tmpfs, target: /a, sorce: b}]"), "4:41 unknown-key"),
        BadCase(
            "in a dependency",
            oneService("depends_on: {b: {condtion: service_started}}", more: "  b: {image: x}\n"),
            "4:22 unknown-key"
        ),
        BadCase("in deploy", oneService("deploy: {resources: {limits: {memry: 1g}}}"), "4:35 unknown-key"),
        BadCase("in a volume", oneService("user: a", more: "volumes: {v: {drver: local}}\n"), "5:15 unknown-key"),
        BadCase("in a network", oneService("user: a", more: "networks: {n: {drver: local}}\n"), "5:16 unknown-key"),
        BadCase("in a secret", oneService("user: a", more: "secrets: {s: {file: a, fil: b}}\n"), "5:24 unknown-key"),
        BadCase("in the project's settings", oneService("user: a", more: "x-cpadev: {seed: a}\n"), "5:12 unknown-key"),
        BadCase("in a service's settings", oneService("x-cpadev: {prob: a}"), "4:16 unknown-key"),
        BadCase("in a probe", oneService("x-cpadev: {probe: {redis: {port: 1, pasword: a}}}"), "4:41 unknown-key"),
        BadCase("a probe that does not exist", oneService("x-cpadev: {probe: {mysql: 3306}}"), "4:24 unknown-key"),
        BadCase("a misspelt extension", oneService("x-cpadve: {}"), "4:5 warning unknown-key"),
        BadCase("another extension", oneService("x-cp: {}")),
        BadCase(
            "several in one go",
            "foo: 1\nservices:\n  a: {image: x, usr: b}\n  b: {imag: y}\nbar: 2\n",
            "1:1 unknown-key",
            "3:17 unknown-key",
            "4:7 unknown-key",
            "5:1 unknown-key"
        ),
        BadCase(
            "inside an anchor, once",
            "x-a: &a {usr: b}\nservices:\n  a: {image: x, <<: *a}\n  b: {image: x, <<: *a}\n",
            "1:10 unknown-key"
        ),
    ]

    static let types: [BadCase] = [
        BadCase("a service without a value", "services:\n  a:\n", "2:5 wrong-type"),
        BadCase("a service that is a text", "services:\n  a: x\n", "2:6 wrong-type"),
        BadCase("services that are a list", "services: [a]\n", "1:11 wrong-type"),
        BadCase("a number as image", oneService("hostname: 5"), "4:15 wrong-type"),
        BadCase("a list as image", "services: {a: {image: [x]}}\n", "1:23 wrong-type"),
        BadCase("a number in a command", oneService("command: [sleep, 5]"), "4:22 wrong-type"),
        BadCase("a mapping as command", oneService("command: {a: b}"), "4:14 wrong-type"),
        BadCase("a text as ports", oneService("ports: '80'"), "4:12 wrong-type"),
        BadCase("a mapping as ports", oneService("ports: {'80': 80}"), "4:12 wrong-type"),
        BadCase("a text as environment", oneService("environment: A=b"), "4:18 wrong-type"),
        BadCase("a list as a variable", oneService("environment: {A: [b]}"), "4:22 wrong-type"),
        BadCase("a text as depends_on", oneService("depends_on: b", more: "  b: {image: x}\n"), "4:17 wrong-type"),
        BadCase("a boolean as restart", oneService("restart: false"), "4:14 wrong-type"),
        BadCase("a number as a duration", oneService("stop_grace_period: 10"), "4:24 wrong-type"),
        BadCase("a text as a boolean", oneService("init: maybe"), "4:11 wrong-type"),
        BadCase("a text as a number", oneService("healthcheck: {retries: many}"), "4:28 wrong-type"),
        BadCase("an empty item", oneService("expose:\n  - 80\n  -"), "6:8 wrong-type"),
        BadCase("a number as a name", "name: 5\n" + oneService("user: a"), "1:7 wrong-type"),
        BadCase("a list as a profile", oneService("profiles: [[a]]"), "4:16 wrong-type"),
        BadCase("a text as profiles", oneService("profiles: a"), "4:15 wrong-type"),
        BadCase("a text as include", "include: a.yaml\nservices: {a: {image: x}}\n", "1:10 wrong-type"),
    ]

    static let values: [BadCase] = [
        BadCase("a duration without a unit", oneService("stop_grace_period: '10'"), "4:24 bad-duration"),
        BadCase("a duration in words", oneService("healthcheck: {interval: soon}"), "4:29 bad-duration"),
        BadCase("a negative duration", oneService("healthcheck: {timeout: -1s}"), "4:28 bad-duration"),
        BadCase("a size with a wrong unit", oneService("mem_limit: 5x"), "4:16 bad-size"),
        BadCase("a size in deploy", oneService("deploy: {resources: {limits: {memory: lots}}}"), "4:43 bad-size"),
        BadCase("a size that is too large", oneService("mem_limit: 99999999999p"), "4:16 bad-size"),
        BadCase("cpus that are no number", oneService("cpus: many"), "4:11 bad-number"),
        BadCase("negative cpus", oneService("cpus: -1"), "4:11 bad-number"),
        BadCase("negative retries", oneService("healthcheck: {retries: -1}"), "4:28 bad-number"),
        BadCase("an unknown restart policy", oneService("restart: allways"), "4:14 unknown-value"),
        BadCase("retries that are none", oneService("restart: on-failure:x"), "4:14 unknown-value"),
        BadCase("an unknown signal", oneService("stop_signal: SIGTREM"), "4:18 unknown-value"),
        BadCase(
            "an unknown condition",
            oneService("depends_on: {b: {condition: service_heathy}}", more: "  b: {image: x}\n"),
            "4:33 unknown-value"
        ),
        BadCase(
            "an unknown type of mount",
            oneService("volumes: [{type: bnd, source: ., target: /a}]"),
            "4:22 unknown-value"
        ),
        BadCase("an unknown runtime", oneService("x-cpadev: {runtime: dcker}"), "4:25 unknown-value"),
        BadCase(
            "an unknown format of an env file",
            oneService("env_file: [{path: a, format: yaml, required: false}]"),
            "4:34 unknown-value"
        ),
        BadCase("a bad name of a service", "services:\n  a b: {image: x}\n", "2:3 bad-name"),
        BadCase("a service named as a folder", "services:\n  ..: {image: x}\n", "2:3 bad-name"),
        BadCase("a bad name of a volume", oneService("user: a", more: "volumes: {'a/b': {}}\n"), "5:11 bad-name"),
        BadCase("a variable without a name", oneService("environment: [=b]"), "4:19 bad-key"),
        BadCase("a space before '='", oneService("environment: [A = b]"), "4:19 bad-key"),
        BadCase("a space before '=' of an argument", oneService("build: {args: [A = b]}"), "4:20 bad-key"),
        BadCase("a space in a label", oneService("labels: [A = b]")),
        BadCase("a host without an address", oneService("extra_hosts: [db]"), "4:19 bad-host"),
        BadCase("an unclosed quote in a command", oneService("command: echo 'a"), "4:14 bad-command"),
        BadCase(
            "a health test without its word",
            oneService("healthcheck: {test: [curl, -f]}"),
            "4:26 bad-healthcheck"
        ),
        BadCase("a health test with nothing to run", oneService("healthcheck: {test: [CMD]}"), "4:25 bad-healthcheck"),
        BadCase(
            "a mode that is none",
            oneService("secrets: [{source: s, mode: rw}]", more: "secrets: {s: {file: f}}\n"),
            "4:33 bad-mode"
        ),
        BadCase(
            "a mode of a tmpfs that is none",
            oneService("volumes: [{type: tmpfs, target: /t, tmpfs: {mode: rw}}]"),
            "4:55 bad-mode"
        ),
        BadCase("a group twice", oneService("group_add: [7, '7', a, '7']"), "4:28 repeated-item"),
        BadCase(
            "a dependency twice",
            oneService("depends_on: [b, b]", more: "  b: {image: x}\n"),
            "4:21 repeated-item"
        ),
        BadCase(
            "a capability twice",
            oneService("gpus: [{count: 1, capabilities: [gpu, gpu]}]"),
            "4:43 repeated-item"
        ),
        BadCase(
            "a soft limit above the hard one",
            oneService("ulimits: {nofile: {soft: 20, hard: 10}}"),
            "4:30 bad-ulimit"
        ),
    ]

    static let warnings: [BadCase] = [
        BadCase(
            "a shell's health test in two texts",
            oneService("healthcheck: {test: [CMD-SHELL, a, b]}"),
            "4:40 warning shell-words"
        ),
        BadCase("a command that ends early", oneService("command: a | b"), "4:14 warning command-operator"),
        BadCase(
            "a number that becomes another text",
            oneService("environment: {A: 1.10}"),
            "4:22 warning changed-value"
        ),
        BadCase("a number with a zero before it", oneService("labels: {zip: 01234}"), "4:19 warning changed-value"),
        BadCase("a number as it is", oneService("environment: {A: 12, B: 1.5, C: true, D: '010'}")),
        BadCase("a name that is a number", oneService("labels: {8080: a}"), "4:14 warning non-string-key"),
        BadCase("a service that is a boolean", "services:\n  true: {image: x}\n", "2:3 warning non-string-key"),
        BadCase("a version", "version: '3.8'\n" + oneService("user: a"), "1:1 warning obsolete-key"),
        BadCase("a key that no runtime has", oneService("credential_spec: {file: m}"), "4:5 warning ignored-key"),
        BadCase("an option of a build", oneService("build: {context: ., sbom: true}"), "4:25 warning ignored-key"),
        BadCase(
            "the same key in two services",
            "services:\n  a: {image: x, credential_spec: {}}\n  b: {image: x, credential_spec: {}}\n",
            "2:17 warning ignored-key"
        ),
        BadCase(
            "two keys",
            oneService("credential_spec: {file: m}\nattach: false"),
            "4:5 warning ignored-key",
            "5:5 warning ignored-key"
        ),
        BadCase("an inner key", oneService("deploy: {placement: {}}"), "4:14 warning ignored-key"),
        BadCase(
            "a key of a secret",
            oneService("user: a", more: "secrets: {s: {file: f, labels: [a=b]}}\n"),
            "5:24 warning ignored-key"
        ),
        BadCase(
            "a type of mount",
            oneService("volumes: [{type: npipe, source: a, target: /a}]"),
            "4:15 warning ignored-mount"
        ),
        BadCase(
            "an ignored key is checked all the same",
            oneService("deploy: {endpoint_mode: [a]}"),
            "4:14 warning ignored-key",
            "4:29 wrong-type"
        ),
    ]

    @Test(arguments: keys) func unknownKeys(_ bad: BadCase) { bad.check() }
    @Test(arguments: types) func wrongTypes(_ bad: BadCase) { bad.check() }
    @Test(arguments: values) func badValues(_ bad: BadCase) { bad.check() }
    @Test(arguments: warnings) func withoutEffect(_ bad: BadCase) { bad.check() }

    @Test(arguments: [
        ("servces: {}", "did you mean 'services'?"),
        ("services: {a: {imge: x}}", "did you mean 'image'?"),
        ("services: {a: {image: x, restart: allways}}", "did you mean 'always'?"),
        ("services: {a: {image: x, stop_signal: SIGTREM}}", "did you mean 'SIGTERM'?"),
        ("services: {a: {image: x, hostname: 5}}", "quote it: \"5\""),
        ("services: {a: {image: x, stop_grace_period: 10}}", "give a unit: '10s'"),
        ("services: {a: {image: x, depends_on: [bb]}, b: {image: x}}", "did you mean 'b'?"),
        ("services: {a: {image: x, volumes: ['dat:/d']}}\nvolumes: {data: }", "did you mean 'data'?"),
    ])
    func hintsAtWhatWasMeant(_ yaml: String, _ hint: String) {
        #expect(Loading(yaml).diagnostics().compactMap(\.hint).contains(hint))
    }

    @Test func namesEveryPlaceOfAnIgnoredKeyOnce() {
        let diagnostics = Loading("services:\n  a: {image: x, attach: false}\n  b: {image: x, attach: false}\n")
            .diagnostics()
        #expect(diagnostics.count == 1)
        #expect(diagnostics.first?.message == "ignored: 'services.*.attach' has no effect here")
        #expect(
            diagnostics.first?.notes == [
                Diagnostic.Note(
                    "'attach' of service 'b' is ignored too",
                    at: SourceLocation(file: "compose.yaml", line: 3, column: 17)
                )
            ]
        )
    }

    @Test func extensionsAreLegalEverywhere() {
        let yaml = """
            x-a: {b: [c]}
            services:
              a:
                image: x
                x-b: 1
                build: {context: ., x-c: 1}
                healthcheck: {test: a, x-d: 1}
                deploy: {x-e: 1, resources: {x-f: 1}}
                ports: [{target: 1, x-g: 1}]
                volumes: [{type: tmpfs, target: /a, x-h: 1}]
            volumes: {v: {x-i: 1}}
            networks: {n: {x-j: 1}}
            """
        #expect(Loading(yaml).problems().isEmpty)
    }
}
