import Testing

@testable import cpa_demo

@Suite struct SMTPSessionTests {
    private struct Dialogue {
        var codes: [Int] = []
        var messages: [SMTPMessage] = []
        var isClosed = false
    }

    /// Sends a text, in chunks if wanted, and collects what comes back.
    private func dialogue(_ text: String, chunk: Int = .max) -> Dialogue {
        var session = SMTPSession()
        var actions = session.connected()
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            actions += session.received(rest.prefix(chunk))
            rest = rest.dropFirst(chunk)
        }
        var dialogue = Dialogue()
        for action in actions {
            #expect(!dialogue.isClosed, "nothing follows the end")
            switch action {
            case .reply(let reply): dialogue.codes.append(reply.code)
            case .deliver(let message): dialogue.messages.append(message)
            case .close: dialogue.isClosed = true
            }
        }
        return dialogue
    }

    private func text(_ lines: String...) -> String { lines.map { "\($0)\r\n" }.joined() }

    @Test(arguments: [1, 2, 7, Int.max])
    func aMessageIsDeliveredHoweverItsBytesArrive(chunk: Int) {
        let text = text(
            "EHLO me",
            "mail FROM:<> SIZE=10 BODY=8BITMIME",
            "RCPT TO:<a@b>",
            "rcpt to:<Postmaster>",
            "DATA",
            "Subject: s",
            "",
            "..dot",
            ".. ",
            "bare \r cr and \n lf",
            ".\n.",
            ".",
            "QUIT"
        )
        let dialogue = dialogue(text, chunk: chunk)
        #expect(dialogue.codes == [220, 250, 250, 250, 250, 354, 250, 221] && dialogue.isClosed)
        let content = "Subject: s\r\n\r\n.dot\r\n. \r\nbare \r cr and \n lf\r\n\n.\r\n"
        #expect(
            dialogue.messages
                == [SMTPMessage(sender: "", recipients: ["a@b", "Postmaster"], content: Array(content.utf8))]
        )
    }

    @Test func severalMessagesShareAConnection() {
        let mail = text("MAIL FROM:<a@b>", "RCPT TO:<c@d>", "DATA", "x", ".")
        let dialogue = dialogue(text("HELO me") + mail + text("RSET") + mail)
        #expect(dialogue.codes == [220, 250, 250, 250, 354, 250, 250, 250, 250, 354, 250])
        #expect(dialogue.messages.count == 2 && dialogue.messages.allSatisfy { $0.recipients == ["c@d"] })
    }

    @Test(arguments: [
        ("MAIL FROM:<a@b>", 503), ("EHLO", 501), ("EHLO me", 250), ("VRFY a", 252), ("NOOP x", 250), ("RSET", 250),
        ("RSET x", 501), ("DATA", 503), ("EXPN a", 502), ("STARTTLS", 502), ("", 500), (" ", 500), ("HELLO", 500),
        ("EHLO m\u{E9}", 500), ("EHLO\tme", 500), ("NOOP\u{0}", 500), ("NOOP\nNOOP", 500), ("NOOP\r", 500),
        (String(repeating: "a", count: 600), 500), ("NOOP " + String(repeating: "a", count: 505), 250),
        ("NOOP " + String(repeating: "a", count: 506), 500),
    ])
    func aFirstCommandIsAnswered(command: String, code: Int) {
        #expect(dialogue(text(command, "NOOP")).codes == [220, code, 250])
    }

    @Test(arguments: [
        ("MAIL FROM:<a@b>", 250), ("MAIL FROM:a@b", 501), ("MAIL FROM: <a@b>", 501), ("MAIL TO:<a@b>", 501),
        ("MAIL", 501), ("MAIL FROM:<a b>", 501), ("MAIL FROM:<a@b", 501), ("MAIL FROM:<a@b>SIZE=1", 501),
        ("MAIL FROM:<a@b> SIZE=x", 501), ("MAIL FROM:<a@b> SIZE=1048577", 552),
        ("MAIL FROM:<a@b> SIZE=99999999999999999999", 552), ("MAIL FROM:<a@b> RET=FULL", 555),
        ("MAIL FROM:<\(String(repeating: "a", count: 257))>", 501), ("RCPT TO:<a@b>", 503),
    ])
    func aSenderIsAnswered(command: String, code: Int) {
        #expect(dialogue(text("EHLO me", command)).codes == [220, 250, code])
    }

    @Test func theOrderOfCommandsIsKept() {
        let lines = text("EHLO me", "MAIL FROM:<a@b>", "MAIL FROM:<a@b>", "DATA", "RCPT TO:<a>", "EHLO me", "DATA")
        #expect(dialogue(lines).codes == [220, 250, 250, 503, 503, 501, 250, 503])
    }

    @Test func recipientsAreLimited() {
        let many = String(repeating: "RCPT TO:<a@b>\r\n", count: 101)
        let dialogue = dialogue(text("EHLO me", "MAIL FROM:<a@b>") + many + text("DATA", "x", "."))
        #expect(dialogue.codes.suffix(3) == [452, 354, 250])
        #expect(dialogue.messages.first?.recipients.count == 100)
    }

    @Test func aMessageThatIsTooLargeIsReadAndRefused() {
        let line = String(repeating: "a", count: 998)
        let start = text("EHLO me", "MAIL FROM:<a@b>", "RCPT TO:<a@b>", "DATA")
        let most = String(repeating: "\(line)\r\n", count: 1048)
        let largest = dialogue(start + most + text(String(repeating: "a", count: 574), ".", "NOOP"))
        #expect(largest.codes.suffix(2) == [250, 250] && largest.messages.first?.content.count == 1 << 20)
        let larger = dialogue(start + most + text(String(repeating: "a", count: 575), "x", ".", "NOOP"))
        #expect(larger.codes.suffix(2) == [552, 250] && larger.messages.isEmpty)
        let long = dialogue(start + text(String(repeating: "a", count: 9000), ".", "NOOP"))
        #expect(long.codes.suffix(2) == [500, 250] && long.messages.isEmpty)
    }

    @Test func tooManyErrorsEndTheConnection() {
        let dialogue = dialogue(String(repeating: "x\r\n", count: 20))
        #expect(dialogue.codes == [220] + [Int](repeating: 500, count: 10) + [421] && dialogue.isClosed)
    }

    @Test func aWebPageCannotSendMail() {
        let mail = text("EHLO me", "MAIL FROM:<a@b>", "RCPT TO:<a@b>", "DATA", "x", ".")
        let dialogue = dialogue(text("POST / HTTP/1.1", "Host: 127.0.0.1:8025", "") + mail)
        #expect(dialogue.codes == [220, 554] && dialogue.isClosed && dialogue.messages.isEmpty)
    }

    @Test func anIdleClientIsDismissed() {
        var session = SMTPSession()
        #expect(session.timedOut().last == .close)
        #expect(session.received("NOOP\r\n".utf8) == [])
    }

    @Test func anExtendedGreetingListsWhatIsSupported() {
        var session = SMTPSession()
        guard case .reply(let reply)? = session.received("EHLO me\r\n".utf8).first else {
            Issue.record("no reply")
            return
        }
        #expect(
            reply.text == "250-notifications\r\n250-PIPELINING\r\n250-SIZE 1048576\r\n250 8BITMIME\r\n"
        )
    }
}
