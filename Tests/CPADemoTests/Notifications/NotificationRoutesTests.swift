import Hummingbird
import Logging
import Testing

@testable import cpa_demo

@Suite struct NotificationRoutesTests {
    private let log = NotificationLog(logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })

    private var bench: RouterBench { RouterBench(NotificationRoutes(log: log).router()) }

    private static let event = #"""
        {"routing_key":"local","event_action":"trigger","dedup_key":"k","payload":
        {"summary":"down","source":"s","severity":"critical","class":"Down"}}
        """#

    @Test func notificationsAreListedNewestLast() async throws {
        let event = try await bench.send(.post, NotificationRoutes.pagerDuty, Self.event)
        #expect(event.status == .accepted)
        #expect(event.body == #"{"dedup_key":"k","message":"Event processed","status":"success"}"#)
        let message = try await bench.send(.post, NotificationRoutes.slack, #"{"text":"medium: Disk"}"#)
        #expect(message.status == .ok && message.body == "ok")
        let reply = try await bench.send(.get, NotificationRoutes.notifications)
        let list = try JSONCoding.decode([Notification].self, from: reply.body.utf8)
        #expect(list == log.all)
        #expect(list.map(\.alert) == ["Down", "Disk"] && list.map(\.channel) == [.pagerduty, .slack])
        #expect(list.map(\.severity) == ["critical", "medium"])
        #expect(try await bench.send(.get, NotificationRoutes.health).status == .ok)
    }

    @Test func aMalformedEventIsAnsweredAsPagerDutyDoes() async throws {
        let reply = try await bench.send(.post, NotificationRoutes.pagerDuty, #"{"routing_key":"k"}"#)
        #expect(reply.status == .badRequest)
        #expect(reply.body.contains(#""message":"Event object is invalid","status":"invalid event""#))
        #expect(try await bench.send(.post, NotificationRoutes.slack, "{}").body == "no_text")
        let long = String(repeating: " ", count: 600_000)
        #expect(try await bench.send(.post, NotificationRoutes.pagerDuty, long).status == .contentTooLarge)
        #expect(log.all.isEmpty)
    }

    @Test func foreignPagesNeitherReadNorSend() async throws {
        let read = try await bench.send(.get, NotificationRoutes.notifications, host: "evil.example")
        #expect(read.status == .misdirectedRequest)
        let headers: HTTPFields = [.origin: "http://evil.example"]
        let sent = try await bench.send(.post, NotificationRoutes.slack, #"{"text":"a"}"#, headers: headers)
        #expect(sent.status == .forbidden && log.all.isEmpty)
        // Alertmanager in a container.
        let host = "notifications:8026"
        #expect(try await bench.send(.post, NotificationRoutes.slack, #"{"text":"a"}"#, host: host).status == .ok)
    }

    @Test func onlyTheNewestAreKept() {
        for number in 0..<205 {
            log.add(
                Notification(channel: .slack, alert: "\(number)", severity: "", status: .firing, text: "", to: "")
            )
        }
        #expect(log.all.count == 200 && log.all.first?.alert == "5" && log.all.last?.alert == "204")
    }

    @Test func theLoggedMessageIsOneShortLine() {
        var notification = Notification(
            channel: .email,
            alert: "Disk",
            severity: "high",
            status: .resolved,
            text: "a\r\n b\tc",
            to: "x"
        )
        #expect(NotificationLog.message(notification) == "email: Disk (high) resolved: a b c")
        notification.text = String(repeating: "é", count: 1000)
        #expect(NotificationLog.message(notification).hasSuffix(": " + String(repeating: "é", count: 300)))
    }
}
