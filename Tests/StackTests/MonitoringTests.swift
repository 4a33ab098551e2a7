import Foundation
import TestSupport
import Testing

extension RealStacks {
    /// The profile `monitoring` of the repository's own stack.
    @Suite(.enabled("the services are neither fetched nor is PyPI reached", { await NineServices.isWanted() }))
    struct MonitoringTests {
        @Test(.timeLimit(.minutes(60)))
        func requestsThatFailFireAnAlert() async throws {
            try await NineServices.with { stack, nine in
                let monitored = MonitoredStack(stack, nine)
                try await monitored.up("prometheus", "backend")
                #expect(try await stack.succeed("alerts").output.hasPrefix("no alert"))

                let address = "\(try monitored.address("BACKEND_PORT"))/api/v1"
                let login = ["-d", #"{"email":"nobody","password":"demo"}"#, "\(address)/login"]
                let logins = try await Self.alert("FailedLogins", on: monitored, after: login)
                #expect(logins.output.contains("failed logins in 15 minutes"), "\(logins.output)")
                try await Self.checkSilences(of: "FailedLogins", on: monitored)

                try await stack.succeed("stop", "postgres")
                let errors = try await Self.alert("ApiErrorRate", on: monitored, after: ["\(address)/firms"])
                #expect(errors.code == 1, "\(errors.output)")
                #expect(errors.output.contains("of the API's responses are errors"), "\(errors.output)")
                try await stack.succeed("start", "postgres")
                let notified = try await Self.notification(of: "ApiErrorRate", on: monitored)
                #expect(notified.channel == "pagerduty" && notified.status == "firing", "\(notified)")
                #expect(notified.text.contains("of the API's responses are errors"), "\(notified)")
                let log = try await stack.succeed("logs", "notifications")
                #expect(log.output.contains("pagerduty: ApiErrorRate (critical) firing"), "\(log.output)")
                try await stack.succeed("down", "--volumes")
                try await stack.expectNothingLeft()
            }
        }

        /// Runs the rules' tests, one that must fail among them.
        private static func checkRuleTests(on stack: Stack) async throws {
            let good = try await stack.succeed("alerts", "test")
            #expect(good.output.contains("rules/platform.yml, 10 rules found"), "\(good.output)")
            #expect(good.output.contains("ok      tested "), "\(good.output)")
            try stack.write(
                "wrong.yml",
                """
                rule_files: ["\(Places.repository)/compose/monitoring/rules/platform.yml"]
                tests:
                  - interval: 1m
                    input_series: [{ series: temporal_dead_letters, values: "12x5" }]
                    alert_rule_test: [{ eval_time: 2m, alertname: TemporalDeadLetters, exp_alerts: [] }]

                """
            )
            let bad = try await stack.run("alerts", "test", "--json", "wrong.yml")
            #expect(bad.code == 1, "\(bad.summary)")
            let results = try JSONDecoder().decode([RuleTest].self, from: Data(bad.output.utf8))
            #expect(results.map(\.passed) == [true, false])
            #expect(results.last?.output.contains("12 tasks are in Temporal's dead-letter queues") == true)
        }

        private struct RuleTest: Decodable {
            var passed: Bool
            var output: String
        }

        /// Silences an alert that fires, from the command line and on the screen, and ends it again.
        private static func checkSilences(of rule: String, on monitored: MonitoredStack) async throws {
            let stack = monitored.stack
            _ = try await notification(of: rule, on: monitored)
            let silenced = try await stack.succeed("alerts", "silence", rule, "--for", "30m", "--comment", "a test")
            #expect(silenced.output.hasPrefix("\(rule) is silenced until "), "\(silenced.output)")
            let silences = try await activeSilences(of: rule, on: monitored)
            #expect(silences.map(\.comment) == ["a test"])
            #expect(try await stack.run("alerts").output.contains("until "))
            let misspelt = try await stack.run("alerts", "silence", String(rule.dropLast()))
            #expect(misspelt.code == 64 && misspelt.errors.contains("did you mean '\(rule)'?"), "\(misspelt.summary)")
            try await stack.succeed("alerts", "unsilence", rule)
            #expect(try await activeSilences(of: rule, on: monitored).isEmpty)
            #expect(try await stack.run("alerts", "unsilence", rule).code == 1)
            try await checkSharedSilence(of: rule, on: monitored)

            guard Capability.terminal else { return }
            try await TerminalWindow.with(stack, columns: 120, rows: 36) { window in
                try await window.wait(for: "alerts: 1 critical")
                try await window.press("A")
                try await window.wait(for: "the alert and who was notified") { screen in
                    ["failed logins in 15 minutes", "firing, by pagerduty to local", "runbooks/failed-logins.md"]
                        .allSatisfy(screen.contains)
                }
                try await window.press("m")
                try await window.wait(for: "Nobody is notified meanwhile.")
                try await window.press("Enter")
                try await window.wait(for: "1 alert silenced")
                #expect(try await activeSilences(of: rule, on: monitored).count == 1)
                try await window.press("u")
                try await window.wait(for: "\(rule) is no longer silenced")
                #expect(try await activeSilences(of: rule, on: monitored).isEmpty)
                try await window.press("b")
                try await window.wait(for: "the stack when the alert began") { screen in
                    screen.contains("as of ") && screen.contains(rule)
                }
                try await window.press("m")
                try await window.wait(for: "esc returns to now")
                try await window.press("q")
                try await window.press("d")
                try await window.wait(for: "left with 0")
            }
        }

        private struct Silence: Decodable {
            struct Matcher: Decodable { var value: String }
            struct Status: Decodable { var state: String }
            var comment: String
            var matchers: [Matcher]
            var status: Status
        }

        /// A silence of several rules is named, and ended only by request.
        private static func checkSharedSilence(of rule: String, on monitored: MonitoredStack) async throws {
            let stack = monitored.stack
            try await stack.succeed(
                "exec",
                "alertmanager",
                "amtool",
                "silence",
                "add",
                "alertname=~\(rule)|Other",
                "--comment",
                "all of it",
                "--alertmanager.url",
                try monitored.address("ALERTMANAGER_PORT")
            )
            try await stack.succeed("alerts", "silence", rule, "--for", "5m")
            let own = try await stack.succeed("alerts", "unsilence", rule)
            #expect(own.errors.contains("\(rule) is still silenced together with others until "), "\(own.summary)")
            let none = try await stack.run("alerts", "unsilence", rule)
            #expect(
                none.code == 1 && none.errors.contains("cpadev alerts unsilence \(rule) --shared"),
                "\(none.summary)"
            )
            let all = try await stack.succeed("alerts", "unsilence", rule, "--shared")
            #expect(all.output == "\(rule) is no longer silenced\n", "\(all.summary)")
        }

        private static func activeSilences(of rule: String, on monitored: MonitoredStack) async throws -> [Silence] {
            let answer = try await monitored.curl("\(monitored.address("ALERTMANAGER_PORT"))/api/v2/silences")
            return try JSONDecoder().decode([Silence].self, from: Data(answer.utf8))
                .filter { $0.status.state == "active" && $0.matchers.map(\.value) == [rule] }
        }

        /// Sends requests until an alert fires, for a minute at most, and returns what fires then.
        /// - Parameter request: The arguments of curl.
        private static func alert(
            _ name: String,
            on monitored: MonitoredStack,
            after request: [String]
        ) async throws -> CommandResult {
            var alerts = try await monitored.cpadev("alerts")
            // Two scrapes, five seconds apart, make a rate.
            for _ in 0..<120 where !alerts.output.contains(name) {
                let curl = ["-s", "-m", "5"] + request
                _ = try await monitored.stack.start(program: "/usr/bin/curl", curl).result()
                try await Task.sleep(for: .milliseconds(250))
                alerts = try await monitored.cpadev("alerts")
            }
            return alerts
        }

        /// Waits for the first notification of an alert.
        private static func notification(
            of alert: String,
            on monitored: MonitoredStack
        ) async throws -> MonitoredStack.Notification {
            var first: MonitoredStack.Notification?
            try await eventually("nobody was notified of \(alert)") {
                first = try await monitored.notifications().first { $0.alert == alert }
                return first != nil
            }
            return try #require(first)
        }

        @Test(.timeLimit(.minutes(60)))
        func prometheusSeesTheExportersAndHasTheAlerts() async throws {
            try await NineServices.with { stack, nine in
                let monitored = MonitoredStack(stack, nine)
                // Grafana cannot run as a process, and nobody waits for it.
                try await monitored.up(
                    "prometheus",
                    "node-exporter",
                    "postgres-exporter",
                    "redis-exporter",
                    "blackbox-exporter",
                    "grafana"
                )
                try await monitored.expectTargets(["node", "postgres", "redis"])
                let rules = try await monitored.rules()
                #expect(rules.count == 10 && rules.allSatisfy { $0.problem == nil })
                #expect(try await stack.succeed("alerts", "--all").output.contains("FailedLogins"))

                let folder = "\(Places.repository)/compose/monitoring"
                for words in [
                    ["promtool", "check", "config", "--syntax-only", "\(folder)/prometheus.yml"],
                    ["promtool", "check", "rules", "\(folder)/rules/platform.yml"],
                    ["promtool", "test", "rules", "\(folder)/rules/tests/platform.yml"],
                ] {
                    let check = try await stack.start(program: Places.cpadev, ["exec", "prometheus"] + words).result()
                    #expect(check.code == 0, "\(check.summary)")
                }
                try await Self.checkRuleTests(on: stack)
                let amtool = ["exec", "alertmanager", "amtool", "check-config", "\(folder)/alertmanager.yml"]
                let check = try await stack.start(program: Places.cpadev, amtool).result()
                #expect(check.code == 0, "\(check.summary)")

                try await stack.succeed("stop", "prometheus")
                let unavailable = try await stack.start(program: Places.cpadev, ["alerts"]).result()
                #expect(unavailable.code == 69 && unavailable.errors.contains("cpadev start prometheus"))
                try await stack.succeed("down", "--volumes")
                try await stack.expectNothingLeft()
            }
        }
    }
}
