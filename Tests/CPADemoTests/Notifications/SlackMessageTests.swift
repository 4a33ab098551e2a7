import Testing

@testable import cpa_demo

@Suite struct SlackMessageTests {
    /// As Alertmanager sends it.
    private static let message = ##"""
        {"channel":"#ops","username":"Alertmanager","attachments":[{"title":"resolved: ApiLatency (high)",
        "title_link":"http://a/","text":"p95 is 3 s\nRunbook: http://r/","fallback":"[FIRING:1]","callback_id":"",
        "footer":"","color":"good","mrkdwn_in":["fallback","pretext","text"]}]}
        """##

    @Test func titleAndTextOfAnAttachmentAreTheMessage() throws {
        let notification = try SlackMessage(parsing: Self.message.utf8).notification
        #expect(notification.channel == .slack && notification.to == "#ops" && notification.status == .resolved)
        #expect(notification.alert == "ApiLatency" && notification.severity == "high")
        #expect(notification.text == "resolved: ApiLatency (high)\np95 is 3 s\nRunbook: http://r/")
    }

    @Test func aFormIsTaken() throws {
        let notification = try SlackMessage(parsing: "payload=%7B%22text%22%3A%22a+b%5Cnc%22%7D".utf8).notification
        #expect(notification.text == "a b\nc" && notification.alert == "a b" && notification.status == .firing)
    }

    @Test func fieldsAreShownAndTheFallbackOnlyWithoutThem() throws {
        let fields = #"{"attachments":[{"fallback":"f","fields":[{"title":"Host","value":"a"},{"value":"b"},{}]}]}"#
        #expect(try SlackMessage(parsing: fields.utf8).notification.text == "Host: a\nb")
        let fallback = #"{"attachments":[{"fallback":"f","fields":[]}]}"#
        #expect(try SlackMessage(parsing: fallback.utf8).notification.text == "f")
    }

    @Test(arguments: [
        ("", "invalid_payload"), ("[]", "invalid_payload"), ("payload=x", "invalid_payload"), ("{}", "no_text"),
        (#"{"text":" ","attachments":[1,{}]}"#, "no_text"), (#"{"text":1,"attachments":"x"}"#, "no_text"),
    ])
    func whatSlackRefusesIsRefused(body: String, error: String) {
        #expect(throws: Problem(message: error)) { try SlackMessage(parsing: body.utf8) }
    }
}
