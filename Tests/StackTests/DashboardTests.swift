import Foundation
import Glibc
import TestSupport
import Testing

extension RealStacks {
    /// Dashboards in a real terminal, with figures of a real Prometheus.
    @Suite(
        .enabled(
            "tmux or the services are missing",
            {
                guard Capability.terminal else { return false }
                return await NineServices.isWanted()
            }
        )
    )
    struct DashboardTests {
        private static let dashboard = """
            {"title": "Own figures", "refresh": "1s", "time": {"from": "now-5m"}, "panels": [
              {"type": "stat", "title": "Up", "gridPos": {"x": 0, "y": 0, "w": 12, "h": 4},
               "targets": [{"expr": "sum(up) + 41"}]},
              {"type": "timeseries", "title": "Up", "gridPos": {"x": 12, "y": 0, "w": 12, "h": 12},
               "targets": [{"expr": "up", "legendFormat": "{{job}}"}]},
              {"type": "stat", "title": "Wrong", "gridPos": {"x": 0, "y": 4, "w": 12, "h": 4},
               "targets": [{"expr": "sum("}]}]}
            """

        private static func define(_ stack: Stack) throws {
            let folder = "\(stack.path)/monitoring/dashboards"
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try stack.write("monitoring/dashboards/own.json", dashboard)
            try stack.write("monitoring/dashboards/wrong.json", "{\"title\": \"x\",\n \"panels\": [}")
            try stack.write(
                "monitoring/prometheus.yml",
                """
                global: {scrape_interval: 1s}
                scrape_configs:
                  - job_name: itself
                    static_configs: [{targets: ["127.0.0.1:\(stack.ports[0])"]}]

                """
            )
            try stack.define(
                """
                  prometheus:
                    image: prom/prometheus:v2.42.0
                    ports: ["127.0.0.1:\(stack.ports[0]):9090"]
                    x-cpadev:
                      native: \(Places.repository)/scripts/services/prometheus
                      probe: {http: {port: 9090, path: /-/ready}}

                """,
                Toy.shell("writer", "while :; do echo a line; sleep 0.2; done")
            )
        }

        @Test(.timeLimit(.minutes(20)))
        func aRecordingShowsThemWithoutPrometheus() async throws {
            try await Stack.with(ports: 1) { stack in
                try Self.define(stack)
                try await stack.succeed("up", "-d", "--wait", within: .seconds(600))
                // Figures are recorded five seconds apart.
                try await eventually("figures of a while") {
                    let query = ["-G", "--data-urlencode", "query=count_over_time(up[1m]) > 12"]
                    let address = "http://127.0.0.1:\(stack.ports[0])/api/v1/query"
                    let answer = try await stack.start(program: "/usr/bin/curl", ["-s", address] + query).result()
                    return answer.output.contains("itself")
                }
                try await TerminalWindow.with(stack, columns: 80, rows: 24, running: "dashboard own") { window in
                    try await window.wait(for: " 42 ")
                    try await window.press("q")
                    try await window.wait(for: "left with 0")
                }
                let file = "\(stack.path)/figures.cpadev"
                try await stack.succeed("record", "export", "--since", "2m", file)
                try await stack.succeed("down")
                try await TerminalWindow.with(stack, columns: 120, rows: 24, running: "record open '\(file)'") {
                    window in
                    try await window.wait(for: "recording, ")
                    try await window.press("M")
                    try await window.wait(for: "the figures as they were") { screen in
                        ["Own figures", " 42 ", "itself 1", "parse error"].allSatisfy(screen.contains)
                    }
                    try await window.press("q")
                    try await window.wait(for: "recording, ")
                    try await window.press("q")
                    try await window.wait(for: "left with 0")
                }
            }
        }

        @Test(.timeLimit(.minutes(20)))
        func theyAreShownOutliveAPrometheusAndLeadToTheLogs() async throws {
            try await Stack.with(ports: 1) { stack in
                try Self.define(stack)
                try await stack.succeed("up", "-d", "--wait", within: .seconds(600))
                try await TerminalWindow.with(stack, columns: 120, rows: 24) { window in
                    try await window.wait(for: "2/2 ready")
                    try await window.press("M")
                    try await window.wait(for: "figures, each in its panel") { screen in
                        ["Own figures  1/2", " 42 ", "itself 1", "parse error"].allSatisfy(screen.contains)
                    }
                    let pid = try #require(try await stack.status()["prometheus"].pid)
                    kill(pid, SIGKILL)
                    try await window.wait(for: "the figures with a notice") { screen in
                        screen.contains("Prometheus does not answer") && screen.contains(" 42 ")
                    }
                    try await stack.succeed("start", "prometheus")
                    try await window.wait(for: "newer figures") { !$0.contains("Prometheus does not answer") }

                    try await window.press("]")
                    try await window.wait(for: "wrong.json:2:13: this is not JSON")
                    try await window.press("[")
                    try await window.wait(for: "Own figures  1/2")
                    try await window.press("<")
                    try await window.wait(for: " at ")
                    try await window.press("l")
                    try await window.wait(for: "the logs of that moment") {
                        $0.contains("a line") && $0.contains("2/2")
                    }
                    try await window.press("M")
                    try await window.wait(for: "the same moment") { screen in
                        screen.contains("Own figures  1/2") && screen.contains(" at ")
                    }
                    try await window.press("q")
                    try await window.wait(for: "2/2 ready")

                    try await stack.succeed("stop", "prometheus")
                    try await window.wait(for: "1/2 ready")
                    try await window.press("M")
                    try await window.wait(for: "cpadev start prometheus")
                    try await window.press("q")
                    try await window.press("d")
                    try await window.wait(for: "left with 0")
                }
                let wrong = try await stack.start("dashboard", "wrong", "--once").result()
                #expect(wrong.code == 65 && wrong.errors.contains("wrong.json:2:13: this is not JSON"))
            }
        }
    }
}
