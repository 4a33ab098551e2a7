import Foundation
import Glibc
import TestSupport
import Testing

/// What Prometheus' launcher puts beside its configuration. The server is a stand-in that prints it.
@Suite struct PrometheusLauncherTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        for name in ["cache", "data"] {
            try FileManager.default.createDirectory(
                atPath: "\(folder.path)/\(name)",
                withIntermediateDirectories: true
            )
        }
        try folder.write(
            """
            #!/bin/bash
            if [[ $1 == --version ]]; then echo "prometheus, version 2.42.0"; exit; fi
            cat certificates.json
            stat -c 'rules: %F' rules
            cat rules/*.yml

            """,
            to: "bin/prometheus",
            executable: true
        )
        try folder.write("targets: ['backend:8080']\n", to: "monitoring/prometheus.yml")
        try folder.write(
            """
            groups: # a comment of 5m
              - expr: a[5m] + b[15m] > c[1d:15m] offset 15m + d[15ms] + e[125m] + f[1d]
                for: 5m
            summary: "in 15m at 12:15m"

            """,
            to: "monitoring/rules/a.yml"
        )
    }

    private func run(_ settings: [String: String]) async throws -> CommandResult {
        var environment = [
            "PATH": "\(folder.path)/bin:/usr/bin:/bin", "CPADEV_CACHE_DIR": "\(folder.path)/cache",
            "CPADEV_DATA_DIR": "\(folder.path)/data", "CPADEV_PROJECT_DIR": folder.path,
            "CPADEV_IMAGE": "prom/prometheus:v2.42.0", "CPADEV_PORT_9090": "19090",
        ]
        environment.merge(settings) { $1 }
        return try await RunningCommand(
            ["/bin/bash", "\(Places.repository)/scripts/services/prometheus", "run"],
            environment: environment,
            directory: folder.path,
            outputs: "\(folder.path)/output-\(UUID().uuidString)"
        ).result()
    }

    @Test func windowsAreReplacedOnceAndOnlyWhereTheyAreWindows() async throws {
        defer { folder.remove() }
        let result = try await run(["ALERT_WINDOWS": "5m=15m 15m=30s  1d=10m"])
        for line in [
            "the alerts' windows are changed: 5m=15m 15m=30s 1d=10m", "rules: directory",
            "groups: # a comment of 5m",
            "  - expr: a[15m] + b[30s] > c[10m:30s] offset 30s + d[15ms] + e[125m] + f[10m]", "    for: 15m",
            #"summary: "in 15m at 12:15m""#,
        ] {
            #expect(result.output.contains("\(line)\n"), "\(line) in \(result.summary)")
        }
    }

    @Test func withoutThemTheRulesAreTheProjects() async throws {
        defer { folder.remove() }
        _ = try await run(["ALERT_WINDOWS": "5m=20s"])
        let result = try await run(["ALERT_WINDOWS": ""])
        #expect(result.output.contains("rules: symbolic link\n"), "\(result.summary)")
        #expect(result.output.contains("a[5m]") && result.output.hasPrefix(#"[{"targets": []}]"#), "\(result.summary)")
        let rules = try folder.read("monitoring/rules/a.yml")
        #expect(rules.contains("a[5m]"))
    }

    @Test func certificatesAreThoseOfTheNamedAddresses() async throws {
        defer { folder.remove() }
        let result = try await run(["CERTIFICATE_TARGETS": " a.example:443 [::1]:8443 127.0.0.1:1"])
        let targets = #"[{"targets": ["a.example:443", "[::1]:8443", "127.0.0.1:1"]}]"#
        #expect(result.output.hasPrefix("\(targets)\n"), "\(result.summary)")
    }

    /// The server says why it ends long before its last line.
    @Test func whatPromtoolFindsWrongIsTheLastWord() async throws {
        defer { folder.remove() }
        try folder.write(
            "#!/bin/sh\n[ \"$*\" = \"check config $PWD/prometheus.yml\" ] || exit 0\n"
                + "echo Checking; echo '  FAILED:'; echo 'a.yml: 5:15: could not parse'; exit 1\n",
            to: "bin/promtool",
            executable: true
        )
        let result = try await run([:])
        #expect(result.code == 1 && result.output.isEmpty, "\(result.summary)")
        #expect(result.errors.hasSuffix("a.yml: 5:15: could not parse\n") && !result.errors.contains("Checking"))
    }

    @Test(arguments: [
        ["ALERT_WINDOWS": "5m"], ["ALERT_WINDOWS": "5m=20s/e"], ["ALERT_WINDOWS": "5m=20s,1d=1h"],
        ["CERTIFICATE_TARGETS": "https://a.example"], ["CERTIFICATE_TARGETS": "a.example"],
        ["CERTIFICATE_TARGETS": #"a":1"#],
    ])
    func whatMakesNoSenseIsRefused(settings: [String: String]) async throws {
        defer { folder.remove() }
        let result = try await run(settings)
        #expect(result.code == 1 && result.errors.contains("remedy: use "), "\(result.summary)")
        #expect(result.errors.contains(settings.keys.first ?? "-"))
    }
}
