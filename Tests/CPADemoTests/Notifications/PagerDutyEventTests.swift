import Testing

@testable import cpa_demo

@Suite struct PagerDutyEventTests {
    private static let trigger = #"""
        {"routing_key":"local","event_action":"trigger","dedup_key":"k1","client":"Alertmanager","payload":{
        "summary":"ApiErrorRate (critical): 12 % of the API's responses are errors","source":"Alertmanager",
        "severity":"error","class":"ApiErrorRate",
        "custom_details":{"severity":"critical","runbook":"http://r/\n","resolved":""}}}
        """#

    @Test func anAlertIsTakenWithItsOwnSeverity() throws {
        let event = try PagerDutyEvent(parsing: Self.trigger.utf8)
        #expect(event.dedupKey == "k1")
        let notification = event.notification
        #expect(notification.channel == .pagerduty && notification.status == .firing && notification.to == "local")
        #expect(notification.alert == "ApiErrorRate" && notification.severity == "critical")
        #expect(
            notification.text == """
                ApiErrorRate (critical): 12 % of the API's responses are errors
                runbook: http://r/
                severity: critical
                """
        )
    }

    @Test func aResolutionNeedsNoPayload() throws {
        let body = #"{"routing_key":"local","event_action":"resolve","dedup_key":"k1"}"#
        let notification = try PagerDutyEvent(parsing: body.utf8).notification
        #expect(notification.status == .resolved && notification.alert == "k1" && notification.severity == "unknown")
    }

    @Test func aRealRoutingKeyIsNotShown() throws {
        let key = "0123456789abcdef0123456789abcdef"
        let body = Self.trigger.replacing("local", with: key)
        #expect(try PagerDutyEvent(parsing: body.utf8).notification.to == "…cdef")
    }

    @Test func anEventWithoutADedupKeyGetsOne() throws {
        let body = Self.trigger.replacing(#""dedup_key":"k1","#, with: "")
        #expect(try PagerDutyEvent(parsing: body.utf8).dedupKey.count == 32)
    }

    @Test(arguments: [
        ("", ["the request body is not a JSON object"]),
        ("[]", ["the request body is not a JSON object"]),
        (
            "{}",
            [
                "'routing_key' is missing or blank",
                "'event_action' is invalid (must be one of: trigger, acknowledge, resolve)",
            ]
        ),
        (#"{"routing_key":"k","event_action":"trigger"}"#, ["'payload' is missing or blank"]),
        (#"{"routing_key":"k","event_action":"resolve"}"#, ["'dedup_key' is missing or blank"]),
        (
            #"{"routing_key":"k","event_action":"resolve","dedup_key":1}"#,
            ["'dedup_key' is missing or blank", "'dedup_key' is not a text of 255 characters at most"]
        ),
        (
            #"{"routing_key":"k","event_action":"trigger","payload":{"summary":"","source":1,"severity":"high"}}"#,
            [
                "'payload.summary' is missing or blank", "'payload.source' is missing or blank",
                "'payload.severity' is invalid (must be one of: critical, error, warning, info)",
            ]
        ),
    ])
    func allErrorsOfAMalformedEventAreNamed(body: String, errors: [String]) {
        #expect(throws: PagerDutyEvent.Refusal(errors: errors)) { try PagerDutyEvent(parsing: body.utf8) }
    }

    @Test func aSummaryThatPagerDutyWouldRefuseIsRefused() {
        let body = Self.trigger.replacing("12 %", with: String(repeating: "a", count: 1025))
        #expect(throws: PagerDutyEvent.Refusal(errors: ["'payload.summary' is longer than 1024 characters"])) {
            try PagerDutyEvent(parsing: body.utf8)
        }
    }
}
