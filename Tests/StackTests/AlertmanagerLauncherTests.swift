import Foundation
import Glibc
import TestSupport
import Testing

/// What Alertmanager's launcher makes of its configuration. The server is a stand-in that prints it.
@Suite struct AlertmanagerLauncherTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        chmod(folder.path, 0o755)
        for name in ["bin", "cache", "data", "monitoring"] {
            try FileManager.default.createDirectory(
                atPath: "\(folder.path)/\(name)",
                withIntermediateDirectories: true
            )
            chmod("\(folder.path)/\(name)", 0o755)
        }
        try write(
            "bin/prometheus-alertmanager",
            """
            #!/bin/bash
            if [[ $1 == --version ]]; then echo "alertmanager, version 0.25.0"; exit; fi
            stat -c 'mode %a' "${1#*=}"
            env
            cat "${1#*=}"

            """
        )
        let configuration = try String(
            contentsOfFile: "\(Places.repository)/compose/monitoring/alertmanager.yml",
            encoding: .utf8
        )
        try write("monitoring/alertmanager.yml", configuration)
    }

    private func write(_ name: String, _ text: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: "\(folder.path)/\(name)"))
        chmod("\(folder.path)/\(name)", 0o755)
    }

    private func run(_ settings: [String: String]) async throws -> CommandResult {
        var environment = [
            "PATH": "\(folder.path)/bin:/usr/bin:/bin", "CPADEV_CACHE_DIR": "\(folder.path)/cache",
            "CPADEV_DATA_DIR": "\(folder.path)/data", "CPADEV_PROJECT_DIR": folder.path,
            "CPADEV_IMAGE": "prom/alertmanager:v0.25.0", "CPADEV_PORT_9093": "19093",
            "ADDRESS_NOTIFICATIONS_8026": "127.0.0.1:18026", "ADDRESS_NOTIFICATIONS_8025": "127.0.0.1:18025",
        ]
        environment.merge(settings) { $1 }
        return try await RunningCommand(
            ["/bin/bash", "\(Places.repository)/scripts/services/alertmanager", "run"],
            environment: environment,
            directory: folder.path,
            outputs: "\(folder.path)/output-\(UUID().uuidString)"
        ).result()
    }

    @Test func eachPortOfAServiceIsReplacedByItsOwnAddress() async throws {
        defer { folder.remove() }
        let result = try await run(["PAGERDUTY_ROUTING_KEY": "", "SLACK_WEBHOOK_URL": "", "SMTP_SMARTHOST": ""])
        for line in [
            "  smtp_smarthost: 127.0.0.1:18025", #"      - url: "http://127.0.0.1:18026/v2/enqueue""#,
            #"      - api_url: "http://127.0.0.1:18026/slack""#, "        routing_key: local",
        ] {
            #expect(result.output.contains("\n\(line)\n"), "\(line) in \(result.summary)")
        }
        #expect(!result.output.contains("real receivers") && result.output.hasPrefix("mode 600\n"))
    }

    @Test func anAddressWithoutAPortReplacesAnyOther() async throws {
        defer { folder.remove() }
        let result = try await run(["ADDRESS_NOTIFICATIONS_8025": "a:1", "ADDRESS_NOTIFICATIONS": "b:2"])
        #expect(result.output.contains("smtp_smarthost: a:1\n"), "\(result.summary)")
        let other = try await run(["ADDRESS_NOTIFICATIONS_8025": "notifications:80250", "ADDRESS_ATIONS": "b:2"])
        #expect(other.output.contains("smtp_smarthost: notifications:80250\n"), "\(other.summary)")
    }

    @Test func realReceiversArePutInWithoutShowingTheirSecrets() async throws {
        defer { folder.remove() }
        let (key, url) = (#"k&|\1"$(id)`'x"#, "https://hooks.slack.example/services/T/B/a&b|c")
        let result = try await run([
            "PAGERDUTY_ROUTING_KEY": key, "SLACK_WEBHOOK_URL": url, "SMTP_SMARTHOST": "mail.example:587",
            "ONCALL_EMAIL": "me@cpa.example",
        ])
        let told = "sends to real receivers: PagerDuty, Slack, e-mail by mail.example:587"
        #expect(result.output.hasPrefix("\(told)\nmode 600\n"), "\(result.summary)")
        for line in [
            #"  smtp_smarthost: "mail.example:587""#, "  smtp_require_tls: true",
            #"      - url: "https://events.pagerduty.com/v2/enqueue""#, "      - api_url: \"\(url)\"",
            #"        routing_key: "k&|\\1\"$(id)`'x""#, #"    - to: "me@cpa.example""#,
        ] {
            #expect(result.output.contains("\(line)\n"), "\(line) in \(result.summary)")
        }
        // Each is only in the configuration, and not in the server's environment.
        #expect(result.output.components(separatedBy: url).count == 2)
        #expect(!result.output.contains("PAGERDUTY_ROUTING_KEY="))
    }

    @Test func aSettingOfSeveralLinesIsRefused() async throws {
        defer { folder.remove() }
        let result = try await run(["SLACK_WEBHOOK_URL": "http://a\nb"])
        #expect(result.code == 1 && result.errors.contains("control character"), "\(result.summary)")
    }
}
