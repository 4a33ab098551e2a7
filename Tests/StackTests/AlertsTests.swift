import Foundation
import TestSupport
import Testing

extension RealStacks {
    /// The platform's ten alerts, each by a cause of its kind, on the repository's own stack.
    @Suite(
        .enabled("the services are neither fetched nor is PyPI reached", { await NineServices.isWanted() }),
        .enabled(if: Capability.mount)
    )
    struct AlertsTests {
        private struct Expected {
            var alert: String
            var severity: String
            var channels: [String]
            /// What the message of each channel says.
            var text: String
        }

        private static let expected = [
            Expected(
                alert: "ApiErrorRate",
                severity: "critical",
                channels: ["pagerduty"],
                text: "of the API's responses are errors"
            ),
            Expected(
                alert: "ApiLatency",
                severity: "high",
                channels: ["slack"],
                text: "One percent of the API's responses take longer than"
            ),
            Expected(
                alert: "DatabaseConnectionPool",
                severity: "high",
                channels: ["pagerduty"],
                text: "of the database connections are in use"
            ),
            Expected(
                alert: "DatabaseReplicationLag",
                severity: "critical",
                channels: ["pagerduty"],
                text: "A standby of PostgreSQL is behind or not connected"
            ),
            Expected(alert: "RedisMemory", severity: "high", channels: ["slack"], text: "% of its memory"),
            Expected(alert: "DiskUsage", severity: "high", channels: ["slack"], text: "/backup is 100% full"),
            Expected(
                alert: "TemporalDeadLetters",
                severity: "high",
                channels: ["slack", "email"],
                text: "11 tasks are in Temporal's dead-letter queues"
            ),
            Expected(
                alert: "FailedLogins",
                severity: "critical",
                channels: ["pagerduty"],
                text: "failed logins in 15 minutes"
            ),
            Expected(
                alert: "CertificateExpiry",
                severity: "medium",
                channels: ["email"],
                text: "The certificate of 127.0.0.1:"
            ),
            Expected(
                alert: "BackupFailure",
                severity: "critical",
                channels: ["pagerduty"],
                text: "The last backup failed"
            ),
        ]

        private typealias Notification = MonitoredStack.Notification

        @Test(.timeLimit(.minutes(60)))
        func eachAlertFiresReachesItsChannelAndResolves() async throws {
            try await NineServices.with { stack, nine in
                let monitored = MonitoredStack(stack, nine)
                let causes = try await AlertCauses(monitored)
                defer { causes.unmount() }
                try await causes.startStack()
                try await expectFigures(monitored)
                // The standby's slot exists before the standby uses it.
                try await eventually("an alert fires at the start") { try await Self.firing(monitored).isEmpty }

                let begin = ContinuousClock.now
                let earlier = try await monitored.notifications().count
                try await causes.begin()
                var seen: Set<String> = []
                try await Self.wait(for: "firing", after: earlier, monitored) {
                    try await causes.sendRequests()
                    seen.formUnion(try await Self.firing(monitored))
                }
                print("ten alerts have fired and were sent after \(ContinuousClock.now - begin)")
                // The last may have been sent since.
                seen.formUnion(try await Self.firing(monitored))
                #expect(seen == Set(Self.expected.map(\.alert)))
                #expect(try await monitored.cpadev("alerts").code == 1)

                let end = ContinuousClock.now
                let sent = try await monitored.notifications().count
                try await causes.end()
                try await Self.wait(for: "resolved", after: sent, monitored) {}
                print("ten alerts were resolved and that was sent after \(ContinuousClock.now - end)")
                #expect(try await Self.firing(monitored).isEmpty)
                #expect(try await monitored.cpadev("alerts").code == 0)
                try await causes.stopServing()
                causes.unmount()
                try await stack.succeed("down", "--volumes")
                try await stack.expectNothingLeft()
            }
        }

        private static func firing(_ monitored: MonitoredStack) async throws -> Set<String> {
            Set(try await monitored.rules().filter { $0.state == "firing" }.map(\.name))
        }

        /// Waits until each channel has got its messages, and looks at what they say.
        /// - Parameter earlier: the number of notifications that do not count.
        private static func wait(
            for status: String,
            after earlier: Int,
            _ monitored: MonitoredStack,
            meanwhile: () async throws -> Void
        ) async throws {
            var missing: [String] = []
            var notifications: [Notification] = []
            try await eventually("\(status): \(missing)", within: .seconds(120)) {
                try await meanwhile()
                notifications = try await monitored.notifications().dropFirst(earlier).filter { $0.status == status }
                missing = expected.flatMap { expected in
                    expected.channels.filter { channel in
                        !notifications.contains { $0.alert == expected.alert && $0.channel == channel }
                    }.map { "\(expected.alert) to \($0)" }
                }
                return missing.isEmpty
            }
            for expected in expected {
                let sent = notifications.filter { $0.alert == expected.alert }
                #expect(Set(sent.map(\.channel)) == Set(expected.channels), "\(sent)")
                for notification in sent {
                    #expect(notification.text.contains(expected.text), "\(notification)")
                    #expect(notification.severity == expected.severity, "\(notification)")
                }
            }
        }

        /// Figures that services give only in a way of their own, or only if they are asked for.
        private func expectFigures(_ monitored: MonitoredStack) async throws {
            try await monitored.expectTargets([
                "backend", "cpadev", "node", "postgres", "redis", "temporal", "certificates",
            ])
            for name in [
                "typesense_memory_resident_bytes", "typesense_pending_write_batches", "service_requests",
                "pg_stat_statements_calls", "pg_stat_statements_seconds", "temporal_dead_letters",
            ] {
                try await eventually("no \(name)") { try await monitored.value(of: name) != nil }
            }
            // Of thousands of series, those that somebody looks at.
            #expect(try await monitored.value(of: #"scrape_samples_post_metric_relabeling{job="temporal"}"#) ?? 0 < 500)
        }
    }
}
