import ComposeLoader
import ComposeModel
import Diagnostics
import OrderedCollections
import Testing

/// cpadev's own keys.
@Suite struct CpadevTests {
    private func settings(_ text: String, executables: Set<String> = []) throws -> ServiceSettings {
        var loading = Loading(oneService("x-cpadev: \(text)", more: "  b: {image: x}\n"))
        loading.executables = executables
        return try loading.service().settings
    }

    @Test func theProjectsSettings() throws {
        let project = try Loading("x-cpadev: {runtime: docker, seeds: ../s.yaml}\n" + oneService("user: a")).load()
            .project
        #expect(project.settings.runtime == .docker)
        #expect(project.settings.seeds == "/home/s.yaml")
        #expect(try Loading(oneService("user: a")).load().project.settings == ProjectSettings())
    }

    @Test func metricsAreExportedWhileTheirReaderIsPartOfTheProject() throws {
        let text = "{metrics: {port: 9000, scraped_by: %, lines: {a_total: {b: one two}, c: {b: x, s: y}}}}"
        func project(readBy service: String) throws -> Project {
            let settings = text.split(separator: "%").joined(separator: service)
            return try Loading("x-cpadev: \(settings)\n" + oneService("user: a", more: "  b: {image: x}\n")).load()
                .project
        }
        let metrics = try #require(try project(readBy: "b").exportedMetrics)
        #expect(metrics.port == 9000)
        #expect(metrics.counters.map(\.name) == ["a_total", "c", "c"])
        #expect(metrics.counters.map(\.service) == ["b", "b", "s"])
        #expect(metrics.counters.map(\.text) == ["one two", "x", "y"])
        #expect(try project(readBy: "nobody").exportedMetrics == nil)
        let plain = try Loading("x-cpadev: {metrics: {}}\n" + oneService("user: a")).load().project
        #expect(plain.exportedMetrics?.port == MetricsSettings.defaultPort)
    }

    @Test func aServicesSettings() throws {
        let settings = try settings(
            "{runtime: native, restart_unhealthy: true, stop_signal: kill, open: 'http://h', logs: {expected: [a b, c]}}"
        )
        #expect(settings.runtime == .native)
        #expect(settings.restartsUnhealthy)
        #expect(settings.stopSignal == Signal("SIGKILL"))
        #expect(settings.open == "http://h")
        #expect(settings.expectedErrors == ["a b", "c"])
        #expect(try self.settings("{logs: {expected: a b}}").expectedErrors == ["a b"])
    }

    @Test func whoGetsTheStopSignalAndWhatIsWaitedForAreOptional() throws {
        let plain = try settings("{runtime: native}")
        #expect(!plain.signalsGroup && !plain.startsAfterSeed && !plain.isOptional)
        let settings = try settings("{stop_group: true, after: seed, optional: true}")
        #expect(settings.signalsGroup && settings.startsAfterSeed && settings.isOptional)
    }

    @Test(arguments: [
        ("tty: true", "x-cpadev: {native: {command: [a]}}", ["4:10 warning container-only"]),
        ("stdin_open: true", "x-cpadev: {native: {command: [a]}}", ["4:17 warning container-only"]),
        ("tty: false", "x-cpadev: {native: {command: [a]}}", []),
        ("tty: true", "x-cpadev: {native: {command: [a]}, runtime: docker}", []),
        ("tty: true", "working_dir: /a", []),
    ])
    func whatOnlyAContainerHasIsNamed(key: String, more: String, problems: [String]) {
        #expect(Loading(oneService("\(key)\n\(more)")).problems() == problems)
    }

    @Test func aLogsLimitIsTheServicesOrTheProjects() throws {
        let text = "x-cpadev: {logs: {max_size: 2g}}\n" + oneService("x-cpadev: {logs: {max_size: 512m}}")
        let project = try Loading(text).load().project
        #expect(project.settings.maxLogBytes == 2 << 30)
        #expect(project.services["a"]?.settings.maxLogBytes == 512 << 20)
        #expect(try settings("{logs: {max_size: 1048576}}").maxLogBytes == 1 << 20)
        #expect(try settings("{logs: {expected: a}}").maxLogBytes == nil)
    }

    @Test(arguments: [
        ("{tcp: 8080}", Probe.tcp(port: 8080)),
        ("{tcp: {port: 8080}}", .tcp(port: 8080)),
        ("{redis: 6379}", .redis(port: 6379, password: nil)),
        ("{redis: {port: 6379, password: p}}", .redis(port: 6379, password: "p")),
        ("{clamd: 3310}", .clamd(port: 3310)),
        ("{postgres: 5432}", .postgres(port: 5432, user: nil, database: nil, password: nil)),
        (
            "{postgres: {port: 5432, user: u, database: d, password: p}}",
            .postgres(port: 5432, user: "u", database: "d", password: "p")
        ),
        ("{grpc: 7233}", .grpc(port: 7233, service: "")),
        ("{grpc: {port: 7233, service: s}}", .grpc(port: 7233, service: "s")),
        ("{http: 8080}", .http(port: 8080, path: "/", headers: [:], statuses: [])),
        ("{http: 8080/a/b?c=d}", .http(port: 8080, path: "/a/b?c=d", headers: [:], statuses: [])),
        (
            "{http: {port: 8080, path: /a, status: [200, 204], headers: {H: v}}}",
            .http(port: 8080, path: "/a", headers: ["H": "v"], statuses: [200, 204])
        ),
        ("{http: {port: 8080, status: 204}}", .http(port: 8080, path: "/", headers: [:], statuses: [204])),
        ("{exec: [a, b]}", .exec(["a", "b"])),
        ("{exec: a | b}", .exec(["/bin/sh", "-c", "a | b"])),
    ])
    func probesHaveAShortAndALongForm(_ text: String, _ expected: Probe) throws {
        #expect(try settings("{probe: \(text)}").probe == expected)
    }

    static let cases: [BadCase] = [
        BadCase("two probes", oneService("x-cpadev: {probe: {tcp: 1, redis: 2}}"), "4:16 conflicting-keys"),
        BadCase("a log's limit that is no size", oneService("x-cpadev: {logs: {max_size: much}}"), "4:33 bad-size"),
        BadCase("a log's limit that is too low", oneService("x-cpadev: {logs: {max_size: 1023k}}"), "4:33 bad-size"),
        BadCase(
            "the project's limit that is too low",
            "x-cpadev: {logs: {max_size: 0}}\n" + oneService("user: a"),
            "1:29 bad-size"
        ),
        BadCase("no probe", oneService("x-cpadev: {probe: {}}"), "4:16 missing-key"),
        BadCase("a probe without a port", oneService("x-cpadev: {probe: {redis: {password: p}}}"), "4:24 missing-key"),
        BadCase("a probe on no port", oneService("x-cpadev: {probe: {tcp: 0}}"), "4:29 bad-port"),
        BadCase("an HTTP probe on no port", oneService("x-cpadev: {probe: {http: x/y}}"), "4:30 bad-port"),
        BadCase("a path without a slash", oneService("x-cpadev: {probe: {http: {port: 1, path: a}}}"), "4:46 bad-path"),
        BadCase(
            "a status that HTTP does not know",
            oneService("x-cpadev: {probe: {http: {port: 1, status: 99}}}"),
            "4:48 bad-number"
        ),
        BadCase("an empty command as a probe", oneService("x-cpadev: {probe: {exec: []}}"), "4:24 missing-key"),
        BadCase("a launcher that is not there", oneService("x-cpadev: {native: redis}"), "4:24 launcher-not-found"),
        BadCase(
            "a launcher's path that is not there",
            oneService("x-cpadev: {native: ./bin/redis}"),
            "4:24 launcher-not-found"
        ),
        BadCase("an empty launcher", oneService("x-cpadev: {native: ''}"), "4:24 launcher-not-found"),
        BadCase("a directory as launcher", oneService("x-cpadev: {native: ../app}"), "4:24 launcher-not-found"),
        BadCase(
            "a launcher that cannot be run",
            oneService("x-cpadev: {native: ./compose.yaml}"),
            "4:24 launcher-not-executable"
        ),
        BadCase("an unknown provider", oneService("x-cpadev: {native: {provided_by: b}}"), "4:38 unknown-service"),
        BadCase("itself as provider", oneService("x-cpadev: {native: {provided_by: a}}"), "4:38 self-dependency"),
        BadCase(
            "a provider that is off",
            oneService("x-cpadev: {native: {provided_by: b}}", more: "  b: {image: x, profiles: [p]}\n"),
            "4:38 inactive-service"
        ),
        BadCase(
            "a command and a launcher",
            oneService("x-cpadev: {native: {command: [b], launcher: ./c, provided_by: b}}", more: "  b: {image: x}\n"),
            "4:16 conflicting-keys",
            "4:49 launcher-not-found"
        ),
        BadCase(
            "a launcher that is not there",
            oneService("x-cpadev: {native: {launcher: ./c}}"),
            "4:35 launcher-not-found"
        ),
        BadCase("neither", oneService("x-cpadev: {native: {check: [b]}}"), "4:16 missing-key", "4:25 conflicting-keys"),
        BadCase("an empty command", oneService("x-cpadev: {native: {command: []}}"), "4:34 missing-key"),
    ]

    @Test(arguments: cases) func reports(_ bad: BadCase) { bad.check() }

    @Test(arguments: [
        "/home/app/scripts/services/redis", "/home/scripts/services/redis", "/scripts/services/redis",
    ])
    func aBareLauncherIsFoundInTheNearestDirectoryAbove(_ path: String) throws {
        let expected = NativeSpec.launcher(
            path: path,
            location: SourceLocation(file: "compose.yaml", line: 4, column: 24)
        )
        #expect(try settings("{native: redis}", executables: [path, "/scripts/services/redis"]).native == expected)
    }

    @Test func aLauncherWithASlashIsAPath() throws {
        let expected = NativeSpec.launcher(
            path: "/home/bin/redis",
            location: SourceLocation(file: "compose.yaml", line: 4, column: 24)
        )
        #expect(try settings("{native: ../bin/redis}", executables: ["/home/bin/redis"]).native == expected)
    }

    @Test func aNativeServiceMayBeACommandOrBringSomethingElse() throws {
        #expect(try settings("{native: {command: [a, b]}}").native == .command(["a", "b"], check: nil))
        #expect(
            try settings("{native: {command: a b, check: c d}}").native == .command(["a", "b"], check: ["c", "d"])
        )
        let place = SourceLocation(file: "compose.yaml", line: 4, column: 38)
        let brought = try settings("{native: {provided_by: b}}")
        #expect(brought.providedBy == Provision(service: "b", location: place))
        #expect(brought.native == nil)
    }

    @Test func whatAnotherServiceBringsMayHaveAProcessOfItsOwnBesides() throws {
        let path = "/home/bin/page"
        let settings = try settings("{native: {provided_by: b, launcher: ../bin/page}}", executables: [path])
        #expect(settings.providedBy?.service == "b")
        let place = SourceLocation(file: "compose.yaml", line: 4, column: 51)
        #expect(settings.native == .launcher(path: path, location: place))
    }
}
